import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes into a static tree. Trees share their files as hard links, so a file is never written in
 * place: the new one is put beside it and takes its name. Making it durable is the publisher's part.
 */
export class Tree {
  readonly folder: string;
  readonly #folders = new Set<string>();
  readonly #isFresh: boolean;

  /** @param isFresh nothing is in the tree yet: files can be written where they belong. */
  constructor(folder: string, isFresh: boolean) {
    this.folder = folder;
    this.#isFresh = isFresh;
    mkdirSync(folder, { recursive: true });
  }

  /** @param file its path below the tree, with a slash in front. */
  write(file: string, bytes: Uint8Array): void {
    const target = this.pathOf(file);
    if (this.#isFresh) return writeFileSync(target, bytes);
    const beside = `${target}.new`;
    rmSync(beside, { force: true });
    writeFileSync(beside, bytes);
    renameSync(beside, target);
  }

  /** Where a file lies; its folder is there afterwards. */
  pathOf(file: string): string {
    const target = join(this.folder, file);
    const folder = dirname(target);
    if (!this.#folders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      this.#folders.add(folder);
    }
    return target;
  }

  /** Removes a file, and the folders that are empty without it. */
  remove(file: string): void {
    rmSync(join(this.folder, file), { force: true });
    for (
      let folder = dirname(join(this.folder, file));
      folder.length > this.folder.length;
      folder = dirname(folder)
    ) {
      this.#folders.delete(folder);
      try {
        rmdirSync(folder);
      } catch (error) {
        if (existsSync(folder)) break;
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }
}
