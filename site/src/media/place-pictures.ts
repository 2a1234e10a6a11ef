import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { derivative } from './make-pictures.ts';
import { filesOf, type Picture } from './picture.ts';

/**
 * Puts the files of the pictures into a static tree, as hard links where the disk allows it.
 * @returns how many files there are.
 */
export function placePictures(pictures: Iterable<Picture>, tree: string): number {
  const names = new Set([...pictures].flatMap(filesOf));
  if (names.size > 0) mkdirSync(join(tree, 'media'), { recursive: true });
  for (const name of names) {
    const target = join(tree, 'media', name);
    try {
      linkSync(derivative(name), target);
    } catch {
      // Another disk, or a file system without hard links.
      copyFileSync(derivative(name), target);
    }
  }
  return names.size;
}
