import { hookTolerance } from '@samleng/shared';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from '../files.ts';

/**
 * The hooks taken lately, so that none is taken twice. A hook is valid for the tolerance before and
 * after its own time, so twice that is how long it has to be remembered.
 */
export class Deliveries {
  readonly #file: string;
  readonly #seen = new Map<string, number>();
  #lines = 0;

  /** @param file where they survive a restart. */
  constructor(file: string, now = Date.now()) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    for (const line of lines) {
      const [at, id] = line.split(' ');
      if (id && now - Number(at) < 2 * hookTolerance) this.#seen.set(id, Number(at));
    }
    this.#compact();
  }

  /** Takes note of a delivery; false when it was taken before. */
  take(delivery: string, now = Date.now()): boolean {
    // The id is the sender's: only its form in the file is ours to guard.
    const id = encodeURIComponent(delivery).slice(0, 200);
    const before = this.#seen.get(id);
    if (before !== undefined && now - before < 2 * hookTolerance) return false;
    this.#seen.set(id, now);
    appendFileSync(this.#file, `${now} ${id}\n`);
    this.#lines += 1;
    if (this.#lines > 2000) this.#forget(now);
    return true;
  }

  #forget(now: number): void {
    for (const [id, at] of this.#seen) if (now - at >= 2 * hookTolerance) this.#seen.delete(id);
    this.#compact();
  }

  #compact(): void {
    writeWhole(this.#file, [...this.#seen].map(([id, at]) => `${at} ${id}\n`).join(''));
    this.#lines = 0;
  }
}
