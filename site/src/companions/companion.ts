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
  /**
   * Brings its files in a tree to the content; costs what has changed.
   * @param tree a copy of a live tree, perhaps of an older one than the last call's.
   * @param signal ends it where it is; what was written by then is told all the same.
   */
  update(tree: Tree, entries: Readonly<Record<Locale, Entries>>, signal?: AbortSignal): Promise<Updated>;
}

/** Brings the first of several companions that lacks something up to the content. */
export async function updateNext(
  companions: readonly Companion[],
  tree: Tree,
  entries: Readonly<Record<Locale, Entries>>,
  signal: AbortSignal,
): Promise<Updated> {
  for (const companion of companions) {
    const { changed, removed } = await companion.update(tree, entries, signal);
    if (changed.length + removed.length > 0 || signal.aborted) return { changed, removed };
  }
  return { changed: [], removed: [] };
}
