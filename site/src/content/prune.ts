import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '@samleng/shared';
import { digestsOf } from './bodies.ts';

/** What nobody needs is kept this long: a build or a preview may still read it. Milliseconds. */
const grace = 24 * 3600_000;

/** Deletes bodies that no document has named for a day. */
export function pruneBodies(folder: string, documents: readonly Document[], now = Date.now()): void {
  const needed = new Set(documents.flatMap(digestsOf));
  const isStale = (file: string) => now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) > grace;
  for (const file of filesBelow(join(folder, 'bodies'))) {
    if (!needed.has(digestIn(file)) && isStale(file)) rmSync(file, { force: true });
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
