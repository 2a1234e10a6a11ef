import { statSync, utimesSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from '../files.ts';

/**
 * Dates the new files of a tree later, by whole seconds, than what the kept releases have in their
 * places. nginx and Caddy tell two versions of a page apart by size and by the second of its date
 * alone; two publishes within one second would make a browser keep the older page for good.
 * @param changed paths of the files that were written anew, '/en/index.html'; files that are linked
 *   from elsewhere are what they were, and stay untouched.
 * @param kept the folders of the releases that readers may have seen.
 * @returns how many had to be dated anew.
 */
export function keepApart(tree: string, changed: readonly string[], kept: readonly string[]): number {
  let count = 0;
  for (const path of changed) {
    const file = statOf(join(tree, path));
    if (!file || file.nlink > 1) continue;
    const latest = Math.max(...kept.map((release) => secondOf(statOf(join(release, path)))));
    if (secondOf(file) > latest) continue;
    utimesSync(join(tree, path), latest + 1, latest + 1);
    count += 1;
  }
  return count;
}

/** Seconds since 1970; before all time for what is not there. */
function secondOf(stats: Stats | undefined): number {
  return stats ? Math.floor(stats.mtimeMs / 1000) : -Infinity;
}

function statOf(path: string): Stats | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats : undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
