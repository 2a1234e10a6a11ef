/** Chance that can be repeated: the same seed draws the same things. */
export class Chance {
  #state: number;

  /** @param seed any whole number; `stream` keeps draws for different purposes apart. */
  constructor(seed: number, stream = 0) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0;
    // Neighbouring seeds begin alike; a few steps set them apart.
    for (let step = 0; step < 4; step += 1) this.next();
  }

  /** A number from 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True in about this share of all draws. */
  happens(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.next() * from.length)] ?? from[0];
  }

  /** `count` different numbers below `below`, in the order in which they were drawn. */
  distinct(count: number, below: number): number[] {
    const drawn = new Set<number>();
    while (drawn.size < Math.min(count, below)) drawn.add(Math.floor(this.next() * below));
    return [...drawn];
  }
}
