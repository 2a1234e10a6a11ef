import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from './files.ts';

/** Where a release holds what was searched for. */
export interface Found {
  readonly id: string;
  /** Files whose path or content holds it, `/en/articles/x/index.html`. */
  readonly paths: string[];
}

/**
 * Searches releases for a text, in paths and in content, as it stands and as HTML, addresses and
 * JSON write it. Capitals count. A file that releases share is read once. Takes seconds of a large
 * site, and nothing else is done meanwhile: ten thousands of waits would take ten times as long.
 * @param folder what holds the releases.
 */
export function releasesHolding(folder: string, ids: readonly string[], needle: string): Found[] {
  const spellings = spellingsOf(needle);
  const bytes = spellings.map((each) => Buffer.from(each));
  const seen = new Map<number, boolean>();
  const holds = (file: string, inode: number) => {
    let answer = seen.get(inode);
    if (answer === undefined) {
      const text = orGone(() => readFileSync(file), undefined);
      seen.set(inode, (answer = bytes.some((each) => text?.includes(each))));
    }
    return answer;
  };
  const found: Found[] = [];
  for (const id of ids) {
    const paths: string[] = [];
    for (const { path, inode } of filesOf(join(folder, id)))
      if (spellings.some((each) => path.includes(each)) || holds(join(folder, id, path), inode))
        paths.push(path);
    if (paths.length > 0) found.push({ id, paths: paths.sort() });
  }
  return found;
}

/**
 * How much of each release no other release has. Bytes, by release.
 * @param folder what holds the releases.
 */
export function uniqueSizes(folder: string, ids: readonly string[]): Map<string, number> {
  const sizes = new Map(ids.map((id) => [id, 0]));
  const owners = new Map<number, string | undefined>();
  const add = (id: string, size: number) => sizes.set(id, (sizes.get(id) ?? 0) + size);
  for (const id of ids)
    for (const { inode, size } of filesOf(join(folder, id))) {
      const owner = owners.get(inode);
      if (!owners.has(inode)) add(id, size);
      else if (owner !== undefined && owner !== id) add(owner, -size);
      owners.set(inode, owners.has(inode) && owner !== id ? undefined : id);
    }
  return sizes;
}

/** Every file of a tree; a tree that vanishes meanwhile ends early. */
function* filesOf(folder: string): Generator<{ path: string; inode: number; size: number }> {
  const folders = [''];
  for (let below = folders.pop(); below !== undefined; below = folders.pop())
    for (const entry of orGone(() => readdirSync(join(folder, below ?? ''), { withFileTypes: true }), [])) {
      const path = `${below}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else {
        const stats = statSync(join(folder, path), { throwIfNoEntry: false });
        if (stats) yield { path, inode: stats.ino, size: stats.size };
      }
    }
}

function orGone<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return otherwise;
    throw error;
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function spellingsOf(needle: string): string[] {
  const html = needle.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
  return [
    ...new Set([
      needle,
      html,
      html.replaceAll("'", '&#39;'),
      html.replaceAll("'", '&#x27;'),
      encodeURI(needle),
      encodeURIComponent(needle),
      JSON.stringify(needle).slice(1, -1),
    ]),
  ];
}
