import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../cli.ts';
import type { Log } from '../log.ts';
import { isAsMade, type Comparison } from '../release-digests.ts';
import type { Release, ReleaseStore } from '../release-store.ts';
import { TreeThread } from '../tree-thread.ts';
import type { Work } from './live-check-thread.ts';

/** Has something done again and again; tests bring a clock of their own. */
export type Every = (ms: number, work: () => unknown) => { stop(): void };

/** Between two looks at all that is live. Milliseconds. */
const betweenChecksMs = 3_600_000;
/** So often a look begins anew because something else went live meanwhile. */
const mostLooks = 5;
/** So long an ending publisher waits for the last release to be noted. Milliseconds. */
const mostWaitMs = 2000;

const byTheClock: Every = (ms, work) => {
  const timer = setInterval(work, ms).unref();
  return { stop: () => clearInterval(timer) };
};

/** In what the live release differs from what was made. */
export interface Damage {
  readonly found: Comparison;
  readonly live: Release;
}

interface LiveCheckOptions {
  readonly dataDir: string;
  readonly store: ReleaseStore;
  readonly log: Log;
  readonly every?: Every | undefined;
}

/**
 * Notes with which digests releases were made, and looks quietly, every hour, whether what is live still has
 * them: a disk that fails, or a hand that slips, damages pages without a word.
 */
export class LiveCheck {
  readonly #options: LiveCheckOptions;
  readonly #thread: TreeThread<Work, Comparison | undefined>;
  #timer: ReturnType<Every> | undefined;
  #running: Promise<unknown> = Promise.resolve();
  /** Settles when the last release is noted. */
  #noting: Promise<unknown> = Promise.resolve();

  constructor(options: LiveCheckOptions) {
    this.#options = options;
    const { dataDir, store } = options;
    this.#thread = new TreeThread(new URL('./live-check-thread.ts', import.meta.url), {
      dataDir,
      releases: store.folder,
    });
  }

  /**
   * Notes a release that went live. Nobody waits for it; one that is not noted is noted as it is at the next look.
   * @param from the release that it is a copy of; null for one that was made from nothing.
   */
  note(release: Release, from: string | null, changed: readonly string[], removed: readonly string[]): void {
    this.#noting = this.#thread.do({ do: 'note', release: release.id, from, changed, removed }).then(
      () => undefined,
      (error: unknown) =>
        this.#options.log(`The digests of ${release.id} were not kept: ${messageOf(error)}`),
    );
  }

  /** @param onDamage told what differs in the release that is live. */
  start(onDamage: (damage: Damage) => void): void {
    const { every = byTheClock } = this.#options;
    this.#timer = every(betweenChecksMs, () => {
      this.#running = this.#running
        .then(async () => {
          const damage = await this.look(true);
          if (damage) onDamage(damage);
        })
        .catch((error: unknown) =>
          this.#options.log(`What is damaged could not be seen to: ${messageOf(error)}`),
        );
      return this.#running;
    });
  }

  async close(): Promise<void> {
    this.#timer?.stop();
    // On a busy machine the thread hardly gets a turn; what it has not noted is noted at the next look.
    await this.#thread.wait(Promise.race([this.#noting, sleep(mostWaitMs, undefined, { ref: false })]));
    await this.#thread.close();
  }

  /** Compares what is live with its digests. @param isQuiet slowly; undefined when nothing is amiss. */
  async look(isQuiet: boolean): Promise<Damage | undefined> {
    const { store, log } = this.#options;
    try {
      for (let looks = 0; looks < mostLooks; looks += 1) {
        const live = store.live();
        if (!live) return undefined;
        const found = await this.#thread.wait(this.#thread.do({ do: 'check', release: live.id, isQuiet }));
        // Trees that are live no more are written to.
        if (store.live()?.id !== live.id) continue;
        return found && !isAsMade(found) ? { found, live } : undefined;
      }
    } catch (error) {
      log(`The live files were not compared with their digests: ${messageOf(error)}`);
    }
    return undefined;
  }
}

/**
 * Removes the copies of damaged files from the caches that a new tree is made of: trees and caches share files,
 * and so they share the damage.
 */
export function forgetCopies(dataDir: string, tree: string, damaged: readonly string[]): void {
  const inodes = new Set(
    damaged.flatMap((path) => {
      const stats = statSync(join(tree, path), { throwIfNoEntry: false });
      return stats ? [`${stats.dev} ${stats.ino}`] : [];
    }),
  );
  for (const cache of ['media/files', 'search', 'share'].map((name) => join(dataDir, name))) {
    if (!statSync(cache, { throwIfNoEntry: false })) continue;
    for (const entry of readdirSync(cache, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats && inodes.has(`${stats.dev} ${stats.ino}`)) rmSync(file, { force: true });
    }
  }
}
