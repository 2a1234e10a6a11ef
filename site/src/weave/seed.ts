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

/** A short name for a value that JSON can hold: 64 bits of FNV-1a over it, as 13 letters and digits. */
export function digestOf(value: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify(value)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(36).padStart(13, '0');
}
