import { diceFor, type Dice } from './seed.ts';

/** The main thread of a cloth. Leaders and stories are red, interviews indigo; topics have their own. */
export const tints = ['red', 'indigo', 'turmeric', 'leaf', 'ink'] as const;
export type Tint = (typeof tints)[number];

/** Stripes of one thread across the cloth: a dash pattern in px, bare thread first. */
interface Stripes {
  readonly thread: 'main' | 'accent';
  readonly dashes: readonly number[];
}

/** How one cloth is woven: the stripes of its warp and of its weft, and its threads. */
export interface Cloth {
  readonly tint: Tint;
  readonly accent: Tint;
  readonly warp: readonly Stripes[];
  readonly weft: readonly Stripes[];
}

/** Which second thread goes with a first one. */
const companions: Readonly<Record<Tint, readonly [Tint, ...Tint[]]>> = {
  red: ['ink', 'indigo', 'turmeric', 'red'],
  indigo: ['red', 'turmeric', 'ink', 'indigo'],
  turmeric: ['red', 'ink', 'indigo'],
  leaf: ['turmeric', 'ink', 'red'],
  ink: ['red', 'turmeric', 'indigo'],
};

/**
 * Weaves the cloth of a seed (a slug, or any name). The same seed and tint give the same cloth.
 * @param scale multiplies all widths: 1 for a hanging cloth, less for a swatch.
 */
export function weave(seed: string, tint: Tint, scale = 1): Cloth {
  const dice = diceFor(seed);
  const accent = dice.pick(companions[tint]);
  const sett = layOut(dice);
  // The weft of a krama repeats the warp; now and then it is a little wider.
  const stretch = dice.pick([1, 1, 1.5]);
  const at = (thread: Stripes['thread'], factor: number): Stripes => ({
    thread,
    dashes: dashesOf(sett, thread).map((length) => Math.max(0, Math.round(length * factor * scale))),
  });
  return {
    tint,
    accent,
    warp: [at('main', 1), at('accent', 1)],
    weft: [at('main', stretch), at('accent', stretch)],
  };
}

/** One band of the sett, in px. */
interface Band {
  readonly width: number;
  readonly thread: 'main' | 'accent' | 'bare';
}

/** Lays out one sett: a field of even checks, then a broad band with fine lines beside it. */
function layOut(dice: Dice): Band[] {
  const check = dice.pick([6, 8, 10, 14]);
  const field: Band[] = [];
  for (let count = dice.pick([1, 2, 3, 4]); count > 0; count -= 1) {
    field.push({ width: check, thread: 'main' }, { width: check, thread: 'bare' });
  }
  const line = dice.pick([2, 3, 4]);
  const lines: Band[] = Array.from({ length: dice.pick([1, 2, 3]) }, () => [
    { width: line, thread: 'accent' as const },
    { width: line + 2, thread: 'bare' as const },
  ]).flat();
  const broad: Band = { width: dice.pick([20, 28, 36, 44]), thread: 'main' };
  const rest: Band = { width: dice.pick([12, 18, 26]), thread: 'bare' };
  return [...field, rest, ...lines, broad, { width: line + 2, thread: 'bare' }, ...lines, rest];
}

/** The dash pattern of one thread in a sett: lengths that alternate between nothing and thread. */
function dashesOf(sett: readonly Band[], thread: 'main' | 'accent'): number[] {
  const dashes: number[] = [];
  let on = false;
  let length = 0;
  for (const band of sett) {
    if ((band.thread === thread) !== on) {
      dashes.push(length);
      on = !on;
      length = 0;
    }
    length += band.width;
  }
  dashes.push(length);
  // SVG reads dashes first, gaps second: an empty dash in front turns the order round.
  return dashes.length % 2 === 0 ? [0, ...dashes, 0] : [0, ...dashes];
}

/** Longer than any screen: a cloth is as large as the place where it hangs. */
const reach = 4000;

/**
 * Draws a cloth as the inside of an SVG that has no viewBox: one user unit is one CSS pixel, so the
 * threads stay as fine as they are and a larger place simply shows more cloth. Every thread is one
 * line as broad as the cloth, dashed along the sett. Colours are classes; styles/weave.css sets them.
 */
export function drawCloth(cloth: Cloth): string {
  const across = `M0 0H${reach}`;
  const down = `M0 0V${reach}`;
  const line = (path: string, { thread, dashes }: Stripes) =>
    `<path class="${thread === 'main' ? 'm' : 'a'}" d="${path}" stroke-dasharray="${dashes.join(' ')}"/>`;
  return [
    ...cloth.warp.map((stripes) => line(across, stripes)),
    ...cloth.weft.map((stripes) => line(down, stripes)),
  ].join('');
}
