import { constants, copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { dirname, join } from 'node:path';
import { isErrno, remove } from './files.ts';

// Trees of the pool share files by hard links: the same inode is the same content, since nobody
// writes into a file of a release. Where a disk knows no hard links, files are copied.

/**
 * Makes a tree equal to a model in the files named, and only in them. Costs what is named.
 * @param tree nobody reads it meanwhile.
 * @param paths files below the root, with or without a slash in front.
 */
export function mendTree(model: string, tree: string, paths: Iterable<string>): void {
  const absent: string[] = [];
  const present: string[] = [];
  for (const path of paths) (sizeOf(join(model, path)) === undefined ? absent : present).push(path);
  // What is gone goes first: a file may stand where a folder has to be.
  for (const path of absent) {
    const file = join(tree, path);
    const stats = statsOf(file);
    if (stats && !stats.isDirectory()) remove(file);
    removeEmpty(tree, dirname(file));
  }
  for (const path of present) {
    const [source, target] = [join(model, path), join(tree, path)];
    if (isSame(source, target)) continue;
    remove(target);
    mkdirSync(dirname(target), { recursive: true });
    share(source, target);
  }
}

/**
 * Makes a tree equal to a model by walking through both; an absent tree becomes a copy. Pauses
 * after every folder, so that a thread can do other work in between.
 */
export function* alignTree(model: string, tree: string): Generator<void> {
  mkdirSync(tree, { recursive: true });
  const there = new Map<string, Dirent>();
  for (const entry of readdirSync(tree, { withFileTypes: true })) there.set(entry.name, entry);
  for (const entry of readdirSync(model, { withFileTypes: true })) {
    const [source, target] = [join(model, entry.name), join(tree, entry.name)];
    const old = there.get(entry.name);
    there.delete(entry.name);
    if (entry.isDirectory()) {
      if (old && !old.isDirectory()) remove(target);
      yield* old?.isDirectory() ? alignTree(source, target) : copyTree(source, target);
    } else if (!old) share(source, target);
    else if (!isSame(source, target)) {
      remove(target);
      share(source, target);
    }
  }
  for (const name of there.keys()) yield* removeTree(join(tree, name));
  yield;
}

function* copyTree(model: string, tree: string): Generator<void> {
  mkdirSync(tree);
  for (const entry of readdirSync(model, { withFileTypes: true })) {
    const [source, target] = [join(model, entry.name), join(tree, entry.name)];
    if (entry.isDirectory()) yield* copyTree(source, target);
    else share(source, target);
  }
  yield;
}

/** Removes a tree, pausing after every folder. Absent is fine. */
export function* removeTree(tree: string): Generator<void> {
  if (statsOf(tree)?.isDirectory())
    for (const entry of readdirSync(tree, { withFileTypes: true }))
      if (entry.isDirectory()) {
        yield* removeTree(join(tree, entry.name));
        yield;
      }
  remove(tree);
}

/** Gives a file a second name; a second body where the disk cannot. */
function share(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!isErrno(error, 'EXDEV', 'EMLINK', 'EPERM', 'ENOTSUP', 'ENOSYS')) throw error;
    copyFileSync(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  }
}

function isSame(source: string, target: string): boolean {
  const [one, other] = [statsOf(source), statsOf(target)];
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

/** Removes folders that hold nothing any more, from here up to the root of the tree. */
function removeEmpty(tree: string, folder: string): void {
  for (let each = folder; each.length > tree.length; each = dirname(each))
    try {
      rmdirSync(each);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) continue;
      return;
    }
}

function sizeOf(file: string): number | undefined {
  const stats = statsOf(file);
  return stats?.isDirectory() ? undefined : stats?.size;
}

function statsOf(path: string) {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
