import { join } from 'node:path';
import { readJson, writeWhole } from '../files.ts';
import type { Release } from '../release-store.ts';

/** What a release was made for that it does not say of itself. */
interface Memory {
  readonly release: string;
  readonly log: string;
  readonly siteUrl: string;
}

/** Remembers, over restarts, for which log and address the live release was made. */
export class LiveMemory {
  readonly #file: string;
  readonly #siteUrl: string;

  constructor(dataDir: string, siteUrl: string) {
    this.#file = join(dataDir, 'publisher/live.json');
    this.#siteUrl = siteUrl;
  }

  /** Notes a release that is about to go live. */
  note(release: Release, log: string): void {
    writeWhole(
      this.#file,
      JSON.stringify({ release: release.id, log, siteUrl: this.#siteUrl } satisfies Memory),
    );
  }

  /** The log that a live release belongs to, where it does not say so itself. */
  logOf(live: Release): string | undefined {
    return live.log ?? this.#of(live)?.log;
  }

  /** Whether a live release was made for another address. */
  isElsewhere(live: Release | undefined): boolean {
    const memory = live && this.#of(live);
    return memory !== undefined && memory.siteUrl !== this.#siteUrl;
  }

  #of(live: Release): Memory | undefined {
    const { release, log, siteUrl } = (readJson(this.#file) ?? {}) as Partial<Memory>;
    if (release !== live.id || typeof log !== 'string' || typeof siteUrl !== 'string') return undefined;
    return { release, log, siteUrl };
  }
}
