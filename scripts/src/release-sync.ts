import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno } from './files.ts';

/** So many files at a time; the disk merges what comes together. */
const width = 16;
/** Beyond this many, one call over the whole disk is quicker than one each. */
const many = 1000;

/**
 * Makes sure that files of a tree, and the folders that name them, survive a power cut.
 * @param paths files below `folder`; those that are gone by now count for their folder only.
 * @param what `names`: the files themselves are lasting already, only where they stand is new.
 */
export async function syncTree(
  folder: string,
  paths: Iterable<string>,
  what: 'files' | 'names' = 'files',
): Promise<void> {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const file = join(folder, path);
    if (what === 'files') files.add(file);
    // The folder may be as new as the file: its own name stands in the one above.
    for (let each = dirname(file); each.length >= folder.length && !folders.has(each); each = dirname(each))
      folders.add(each);
  }
  if (files.size + folders.size > many && (await syncDisk(folder))) return;
  await eachOf(files);
  await eachOf(folders);
}

async function eachOf(paths: ReadonlySet<string>): Promise<void> {
  const rest = paths.values();
  const workers = Array.from({ length: Math.min(width, paths.size) }, async () => {
    for (const path of rest) await syncOne(path);
  });
  await Promise.all(workers);
}

async function syncOne(path: string): Promise<void> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}

/** Makes all of the disk that a folder lies on lasting. Tells whether the system has a call for that. */
export function syncDisk(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('sync', ['-f', folder], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
