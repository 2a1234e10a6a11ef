import { existsSync, readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { complain, messageOf } from '../cli.ts';
import { isErrno, readJson, remove, writeWhole } from '../files.ts';
import type { ReleaseStore } from '../release-store.ts';

/** Names of files under /media/ that are to go everywhere. Noted before a switch, so that a crash after it forgets none. */
const noteOf = (dataDir: string) => join(dataDir, 'publisher', 'withdrawn-media.json');

/** What goes live, and what of it is known. */
interface ComingTree {
  readonly tree: string;
  /** Paths that the live release has and the tree has no more: '/en/leaders/x/index.html'. */
  readonly removed: readonly string[];
  /** It was made from nothing: what it lacks nobody has told. */
  readonly isWhole: boolean;
}

/**
 * Notes the pictures that go with the pages that go: of each page that a kept release has and the coming
 * tree has not, those that no page of the coming tree shows. Pictures that a document exchanged for
 * others stay with their releases, for pages that readers have open and for a rollback.
 */
export async function noteWithdrawnMedia(
  dataDir: string,
  store: ReleaseStore,
  { tree, removed, isWhole }: ComingTree,
): Promise<void> {
  const names = new Set<string>(readNote(dataDir));
  for (const { id } of store.list()) {
    const release = join(store.folder, id);
    const gone = isWhole ? await pagesOnlyIn(release, tree) : removed.filter(isPage);
    for (const page of gone) for (const name of picturesOf(join(release, page))) names.add(name);
  }
  // Most publishes take nothing down, and a large site has many pictures to read the names of.
  if (names.size === 0) return;
  const shown = namesIn(tree);
  const withdrawn = [...names].filter((name) => !shown.has(name));
  if (withdrawn.length > 0) writeWhole(noteOf(dataDir), JSON.stringify(withdrawn));
}

/**
 * Takes the noted pictures out of every tree, kept releases and spares alike, and out of the cache:
 * addresses of pictures are looked for in kept releases, and one that was taken down is not to be found
 * there. What is live stays whole. Trees share files, so each loses its name for it.
 * @returns how many pictures are gone.
 */
export function forgetWithdrawnMedia(dataDir: string, store: ReleaseStore): number {
  const noted = readNote(dataDir);
  if (noted.length === 0) return 0;
  const live = store.live();
  const shown = live ? namesIn(join(store.folder, live.id)) : new Set<string>();
  const names = noted.filter((name) => !shown.has(name));
  const trees = existsSync(store.folder) ? readdirSync(store.folder) : [];
  const folders = [
    ...trees.filter((id) => id !== live?.id).map((id) => join(store.folder, id, 'media')),
    join(dataDir, 'media', 'files'),
  ];
  try {
    for (const folder of folders) for (const name of names) unlinkIfThere(join(folder, name));
  } catch (error) {
    // What is live is live. The note stays, so the next switch or start tries again.
    complain(`Pictures that were taken down are still in ${dataDir}: ${messageOf(error)}. Mend that.`);
    return 0;
  }
  remove(noteOf(dataDir));
  return names.length;
}

function readNote(dataDir: string): readonly string[] {
  const noted = readJson(noteOf(dataDir));
  return Array.isArray(noted) ? noted.filter((name) => typeof name === 'string' && isName(name)) : [];
}

/** Pages of one tree that another has not, as paths below it. */
async function pagesOnlyIn(release: string, tree: string): Promise<string[]> {
  const paths = await readdir(release, { recursive: true });
  return paths.filter((path) => isPage(path) && !existsSync(join(tree, path)));
}

function picturesOf(page: string): string[] {
  let html: string;
  try {
    html = readFileSync(page, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
  return [...html.matchAll(/\/media\/([\w.-]+)/g)].flatMap(([, name = '']) => (isName(name) ? [name] : []));
}

function namesIn(tree: string): Set<string> {
  const folder = join(tree, 'media');
  return new Set(existsSync(folder) ? readdirSync(folder) : []);
}

function unlinkIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
}

const isPage = (path: string) => path.endsWith('.html');

/** Pictures are named by their bytes; nothing else is ever unlinked. */
const isName = (name: string) => /^[0-9a-f]{20}\.[a-z]+$/.test(name);
