import type { Locale } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import type { Tree } from '../prerender/tree.ts';

/** Files of a tree that were written anew, and that were taken away: `/search-index/en/…`. */
export interface Updated {
  readonly changed: string[];
  readonly removed: string[];
}

/**
 * Files of the site that belong to its pages and may come a moment later: nobody waits for them with
 * a publish. They are as much a function of the content as pages are.
 */
export interface Companion {
  /** What it is, for whoever watches. */
  readonly name: string;
  /** Every file is good by itself: what is done after some time may go live before the rest. */
  readonly isGradual: boolean;
  /**
   * Brings its files in a tree to the content; costs what has changed.
   * @param tree a copy of a live tree, perhaps of an older one than the last call's.
   * @param signal ends it where it is; what was written by then is told all the same.
   */
  readonly update: (
    tree: Tree,
    entries: Readonly<Record<Locale, Entries>>,
    signal?: AbortSignal,
  ) => Promise<Updated>;
}

/** One of the companions failed; the others can go on. */
export class CompanionError extends Error {
  readonly companion: string;

  constructor(companion: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.companion = companion;
  }
}

/**
 * Brings the first of several companions that lacks something up to the content.
 * @param limit how long a gradual one may take. Seconds.
 * @param without names of companions that are passed over.
 * @returns what it did, and whether nothing is lacking at all.
 * @throws CompanionError when one fails; what it wrote by then is not known.
 */
export async function updateNext(
  companions: readonly Companion[],
  tree: Tree,
  entries: Readonly<Record<Locale, Entries>>,
  signal: AbortSignal,
  limit: number,
  without: readonly string[] = [],
): Promise<Updated & { readonly companion?: string; readonly isDone: boolean }> {
  for (const { name, isGradual, update } of companions) {
    if (without.includes(name)) continue;
    const stop = isGradual ? AbortSignal.any([signal, AbortSignal.timeout(limit * 1000)]) : signal;
    try {
      const { changed, removed } = await update(tree, entries, stop);
      if (changed.length + removed.length > 0 || stop.aborted)
        return { changed, removed, companion: name, isDone: false };
    } catch (error) {
      throw new CompanionError(name, error);
    }
  }
  return { changed: [], removed: [], isDone: true };
}
