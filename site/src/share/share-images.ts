import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { locales, otherLocales, pagedTypes, type Locale } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { readingOf, unwatch, watch, type Cell, type Reader } from '../content/reads.ts';
import type { Tree } from '../prerender/tree.ts';
import { toHomePicture, toNamedPicture, type NamedPicture } from '../views/share-image.ts';
import { drawShareImage } from './draw.ts';

/** The content as every language sees it. */
type EntriesByLocale = Readonly<Record<Locale, Entries>>;

/** A picture that a page names, by the entry that it is about: as long as nothing it shows changes, it keeps its address. */
class Wanted implements Reader {
  readonly make: () => NamedPicture;
  path = '';
  digest = '';
  isStale = true;
  /** The update in which it was last named. */
  round = 0;
  cells: readonly Cell[] = [];

  constructor(make: () => NamedPicture) {
    this.make = make;
  }
}

interface ShareImagesOptions {
  /** The cache: pictures by the digest of what they show. */
  readonly folder: string;
  readonly onProgress?: (message: string) => void;
}

/**
 * The pictures under `/share/` that pages name. They are made after a publish, never before it, and
 * kept in a cache: what they show tells their address, so the same address is always the same picture.
 */
export class ShareImages {
  readonly #folder: string;
  readonly #onProgress: (message: string) => void;
  readonly #wanted = new Map<object, Wanted>();
  #round = 0;

  constructor({ folder, onProgress = () => undefined }: ShareImagesOptions) {
    this.#folder = folder;
    this.#onProgress = onProgress;
  }

  /**
   * Brings `/share/` of a tree to what its pages name: removes what none names, then adds what is
   * missing, from the cache where it is there. Ends soon when aborted; what was made is kept.
   * @param entries the content that the tree shows.
   * @returns the files that came and went, `/share/en/home-….png`.
   */
  async update(
    tree: Tree,
    entries: EntriesByLocale,
    signal?: AbortSignal,
  ): Promise<{ changed: string[]; removed: string[] }> {
    const wanted = this.#look(entries);
    const present = new Set(filesBelow(tree.folder, 'share'));
    // First: what was withdrawn is gone, however soon this ends.
    const removed = [...present].filter((path) => !wanted.has(path));
    for (const path of removed) tree.remove(path);
    const changed: string[] = [];
    const missing = [...wanted].filter(([path]) => !present.has(path));
    let drawn = 0;
    for (const [index, [path, each]] of missing.entries()) {
      if (signal?.aborted) break;
      const file = join(this.#folder, `${each.digest}.png`);
      if (!existsSync(file)) {
        if (!(await this.#draw(each, file))) continue;
        drawn += 1;
        if (drawn % 1000 === 0) this.#onProgress(`Drew ${drawn} share images so far.`);
      } else if (index % 100 === 99) await setImmediate();
      place(file, tree, path);
      changed.push(path);
    }
    if (drawn > 0) this.#onProgress(`Drew ${drawn} share images.`);
    if (drawn > 0) this.#prune(wanted);
    if (removed.length > 0) this.#forget(removed, wanted);
    return { changed, removed };
  }

  /** The pictures that pages name now, by address. Looks again only at those of which something has changed. */
  #look(entries: EntriesByLocale): Map<string, Wanted> {
    this.#round += 1;
    const wanted = new Map<string, Wanted>();
    const take = (about: object, make: () => NamedPicture) => {
      const each = this.#wanted.get(about) ?? new Wanted(make);
      this.#wanted.set(about, each);
      each.round = this.#round;
      if (each.isStale) {
        const { value, cells } = readingOf(each.make);
        unwatch(each, each.cells);
        watch(each, cells);
        Object.assign(each, { path: value.path, digest: value.digest, cells, isStale: false });
      }
      wanted.set(each.path, each);
    };
    for (const locale of locales) {
      const own = entries[locale];
      const elsewhere = otherLocales(locale).map((other) => entries[other]);
      take(own, () => toHomePicture(own));
      for (const type of pagedTypes)
        for (const entry of own.written(type) as readonly Entry<typeof type>[])
          take(entry, () => toNamedPicture(own, entry, elsewhere));
    }
    for (const [about, each] of this.#wanted) {
      if (each.round === this.#round) continue;
      unwatch(each, each.cells);
      this.#wanted.delete(about);
    }
    return wanted;
  }

  /** @returns false when there is no picture; the next update tries again. */
  async #draw(wanted: Wanted, file: string): Promise<boolean> {
    try {
      const { digest, picture } = wanted.make();
      // Something was published meanwhile: the next update knows the new address.
      if (digest !== wanted.digest) return false;
      const bytes = await drawShareImage(picture);
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(`${file}.${process.pid}`, bytes);
      renameSync(`${file}.${process.pid}`, file);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#onProgress(
        `The share image ${wanted.path} could not be drawn: ${reason}. The page does without.`,
      );
      return false;
    }
  }

  /** What no page names any more is not kept either: it may have been taken down. */
  #forget(removed: readonly string[], wanted: ReadonlyMap<string, Wanted>): void {
    const needed = new Set(Array.from(wanted.values(), ({ digest }) => `${digest}.png`));
    for (const path of removed) {
      const name = path.slice(path.lastIndexOf('-') + 1);
      if (!needed.has(name)) rmSync(join(this.#folder, name), { force: true });
    }
  }

  /** Keeps the cache from growing for ever; trees have their files by links of their own. */
  #prune(wanted: ReadonlyMap<string, Wanted>): void {
    const files = readdirSync(this.#folder);
    if (files.length < 2 * wanted.size + 500) return;
    const needed = new Set(Array.from(wanted.values(), ({ digest }) => `${digest}.png`));
    for (const name of files) if (!needed.has(name)) rmSync(join(this.#folder, name), { force: true });
  }
}

/** Puts a file of the cache into a tree, as a hard link where the disk allows it. */
function place(file: string, tree: Tree, path: string): void {
  const target = tree.pathOf(path);
  rmSync(target, { force: true });
  try {
    linkSync(file, target);
  } catch {
    // Another disk, or a file system without hard links.
    copyFileSync(file, `${target}.new`);
    renameSync(`${target}.new`, target);
  }
}

/** Every file below a folder of a tree, `/share/en/home-….png`; none where there is no such folder. */
function filesBelow(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length).split(sep).join('/'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
