import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { locales, type Locale } from '@samleng/shared';
import { perLocale, type Entries } from '../content/entries.ts';
import type { Tree } from '../prerender/tree.ts';
import { LocaleIndex, type Updated } from './locale-index.ts';
import { stateName } from './names.ts';
import { Patience, placeCopy, readIfThere, searchVersion } from './work.ts';

export interface SearchIndexOptions {
  /** A folder of its own, which may be absent. Losing it costs making the index anew. */
  readonly folder: string;
  readonly onProgress?: (message: string) => void;
}

/** Files in a tree that an update wrote or removed, with a slash in front. */
export interface SearchUpdate {
  readonly changed: string[];
  readonly removed: string[];
}

/**
 * The search index of both languages. It is kept in a folder of its own and brought to the content
 * there; trees share its files. So a tree of any age can be brought to it, and one that was made by
 * somebody else costs links, not cutting. The same content gives the same bytes, however it came about.
 */
export class SearchIndex {
  readonly #locales: Readonly<Record<Locale, LocaleIndex>>;
  readonly #onProgress: (message: string) => void;

  constructor({ folder, onProgress }: SearchIndexOptions) {
    const version = searchVersion();
    this.#locales = perLocale((locale) => new LocaleIndex(folder, locale, version));
    this.#onProgress = onProgress ?? (() => undefined);
  }

  /**
   * Brings the files below `/search-index/` in a tree to the content. Costs what has changed.
   * @param signal ends the work soon: the tree is then as it was, or states no index; what was done to
   * it by then is told.
   * @throws BodyError when the store lost a text.
   */
  async update(
    tree: Tree,
    entries: Readonly<Record<Locale, Entries>>,
    signal?: AbortSignal,
  ): Promise<SearchUpdate> {
    const patience = new Patience(signal);
    const done: SearchUpdate = { changed: [], removed: [] };
    try {
      for (const locale of locales) {
        const started = performance.now();
        const updated = await this.#locales[locale].update(entries, patience);
        if (!updated.files) this.#tell(locale, started);
        await this.#bring(tree, locale, updated, patience, done);
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
    return done;
  }

  #tell(locale: Locale, started: number): void {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    this.#onProgress(`Made the search index of ${locale} anew in ${seconds} s.`);
  }

  /** Links what differs; all of it where the tree holds something that we did not just follow up. */
  async #bring(
    tree: Tree,
    locale: Locale,
    { before, digest, files }: Updated,
    patience: Patience,
    done: SearchUpdate,
  ): Promise<void> {
    const top = `/search-index/${locale}`;
    const state = readIfThere(join(tree.folder, top, stateName))?.trim();
    if (state === digest) return;
    const { folder } = this.#locales[locale];
    const isNext = files !== undefined && before !== undefined && state === before;
    const all = new Set(isNext ? files.written : filesIn(folder));
    const gone = isNext ? files.removed : filesIn(join(tree.folder, top)).filter((name) => !all.has(name));
    // The statement last.
    all.delete(stateName);
    const names = [...all, stateName];
    // A tree without a statement is made whole by the next update.
    tree.remove(`${top}/${stateName}`);
    done.changed.push(`${top}/${stateName}`);
    for (const name of gone) {
      tree.remove(`${top}/${name}`);
      done.removed.push(`${top}/${name}`);
    }
    for (const name of names) {
      placeCopy(join(folder, name), tree.pathOf(`${top}/${name}`));
      if (name !== stateName) done.changed.push(`${top}/${name}`);
      await patience.pause();
    }
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name).slice(folder.length + 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
