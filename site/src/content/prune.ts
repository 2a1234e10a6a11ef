import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '@samleng/shared';
import { bodyFile, digestsOf } from './bodies.ts';

/** What nobody needs is kept this long: a build or a preview may still read it. Milliseconds. */
const grace = 24 * 3600_000;

/**
 * Deletes bodies, and HTML made of them, that no document has named for a day.
 * @param before the documents until now: what they alone name counts as used now.
 * @param after the documents from now on.
 */
export function pruneBodies(
  folder: string,
  before: readonly Document[],
  after: readonly Document[],
  now = Date.now(),
): void {
  const needed = new Set(after.flatMap(digestsOf));
  for (const digest of before.flatMap(digestsOf)) {
    const file = bodyFile(folder, digest);
    if (!needed.has(digest) && existsSync(file)) utimesSync(file, new Date(now), new Date(now));
  }
  const isStale = (file: string) => now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) > grace;
  for (const file of filesBelow(join(folder, 'bodies'))) {
    if (!needed.has(digestIn(file)) && isStale(file)) rmSync(file, { force: true });
  }
  for (const file of filesBelow(join(folder, 'html'))) {
    const digest = digestIn(file);
    if (!needed.has(digest) && !existsSync(bodyFile(folder, digest)) && isStale(file))
      rmSync(file, { force: true });
  }
}

/**
 * Deletes HTML that other renderers made, unless they still made some within the last day.
 * @param renderer the version whose HTML stays.
 */
export function pruneHtml(folder: string, renderer: string, now = Date.now()): void {
  const html = join(folder, 'html');
  if (!existsSync(html)) return;
  for (const version of readdirSync(html)) {
    const files = filesBelow(join(html, version));
    const newest = Math.max(
      0,
      ...files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now),
    );
    if (version !== renderer && now - newest > grace)
      rmSync(join(html, version), { recursive: true, force: true });
  }
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** File names start with the digest. */
function digestIn(file: string): string {
  return /([0-9a-f]{64})[^/\\]*$/.exec(file)?.[1] ?? '';
}
