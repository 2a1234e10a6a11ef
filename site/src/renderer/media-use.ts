import type { Document } from '@samleng/shared';
import { filesOf, type Picture } from '../media/picture.ts';
import { usedPictures } from '../media/used-pictures.ts';

/** Which files of pictures the content shows, kept up to date version by version. */
export class MediaUse {
  readonly #counts = new Map<string, number>();
  readonly #files = new Map<string, readonly string[]>();
  readonly #pictures: ReadonlyMap<string, Picture>;
  #touched = new Set<string>();

  /** @param pictures every picture that was made, by `pictureKey`. */
  constructor(pictures: ReadonlyMap<string, Picture>) {
    this.#pictures = pictures;
  }

  /** Puts a version in the place of what had this name before; null for none. */
  replace(name: string, version: Document | null): void {
    for (const file of this.#files.get(name) ?? []) this.#count(file, -1);
    this.#files.delete(name);
    if (!version) return;
    const files = usedPictures([version]).flatMap(({ key }) => {
      const picture = this.#pictures.get(key);
      return picture ? filesOf(picture) : [];
    });
    if (files.length > 0) this.#files.set(name, files);
    for (const file of files) this.#count(file, 1);
  }

  /** All files in use. */
  get files(): ReadonlySet<string> {
    return new Set(this.#counts.keys());
  }

  has(file: string): boolean {
    return this.#counts.has(file);
  }

  /** The files whose use may have begun or ended since this was last asked. */
  takeTouched(): ReadonlySet<string> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  #count(file: string, difference: number): void {
    const count = (this.#counts.get(file) ?? 0) + difference;
    if (count > 0) this.#counts.set(file, count);
    else this.#counts.delete(file);
    this.#touched.add(file);
  }
}
