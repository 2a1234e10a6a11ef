/** Draws numbers that depend on the seed alone, so that the same slug always gives the same cloth. */
export interface Dice {
  /** A whole number from 0 to `sides - 1`. */
  roll(sides: number): number;
  /** One of the values given. */
  pick<T>(values: readonly [T, ...T[]]): T;
}

/**
 * A small generator (FNV-1a to start, mulberry32 to go on): good enough for cloth, the same on every
 * machine, and no cryptography.
 */
export function diceFor(seed: string): Dice {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(seed)) state = Math.imul(state ^ byte, 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const roll = (sides: number) => next() % sides;
  return { roll, pick: (values) => values[roll(values.length)] ?? values[0] };
}

/**
 * A short name for a value that JSON can hold: 64 bits (two lanes of multiply and mix, after cyrb53)
 * over its text, as 14 letters and digits. Told for every page, so it has to be quick.
 */
export function digestOf(value: unknown): string {
  const text = JSON.stringify(value);
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x9e3779b1);
    two = Math.imul(two ^ unit, 0x5f356495);
  }
  const mix = (lane: number, other: number) =>
    Math.imul(lane ^ (lane >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  const [first, last] = [mix(one, two), mix(two, one)];
  return [first, last].map((lane) => (lane >>> 0).toString(36).padStart(7, '0')).join('');
}
