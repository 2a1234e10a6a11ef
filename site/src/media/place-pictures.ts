import { copyFileSync, linkSync, renameSync, rmSync } from 'node:fs';
import type { Tree } from '../prerender/tree.ts';
import { derivative } from './make-pictures.ts';
import { filesOf, type Picture } from './picture.ts';

/** Puts the files of the pictures into a static tree. */
export function placePictures(pictures: Iterable<Picture>, tree: Tree): void {
  for (const name of new Set([...pictures].flatMap(filesOf))) placeFile(name, tree);
}

/** Puts one file into a static tree, as a hard link where the disk allows it. */
export function placeFile(name: string, tree: Tree): void {
  const target = tree.pathOf(mediaFile(name));
  rmSync(target, { force: true });
  try {
    linkSync(derivative(name), target);
  } catch {
    // Another disk, or a file system without hard links.
    copyFileSync(derivative(name), `${target}.new`);
    renameSync(`${target}.new`, target);
  }
}

/** The file's path below a tree. */
export function mediaFile(name: string): string {
  return `/media/${name}`;
}
