import { hash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { titleOf, type Locale, type PagedType } from '@samleng/shared';
import { writeFileAtomically } from '../content/files.ts';
import type { Entries, Entry } from '../content/entries.ts';
import { Tree } from '../prerender/tree.ts';
import { searchedTypes, sourcesOf, toSearchDocument } from './documents.ts';
import { layoutFor, toTable, wantedNumber, type Layout } from './files.ts';
import { IndexChange } from './index-change.ts';
import { stateName, tableName, wholeName } from './names.ts';
import { readIfThere, type Patience } from './work.ts';
import { toWhole } from './whole.ts';
import { writeAnew } from './write-anew.ts';

/** A document as the index holds it. */
export interface Known {
  readonly number: number;
  /** A hash of all that its words come from. */
  readonly print: string;
  readonly topics: readonly string[];
}

/** A document as it is to be held. */
export interface Wanted extends Known {
  readonly type: PagedType;
  readonly entry: Entry<PagedType>;
  readonly sources: readonly Entry[];
}

/** What the index on disk holds. */
interface State {
  readonly version: string;
  /** Hash of all that the index is made from. */
  readonly digest: string;
  readonly documents: ReadonlyMap<string, Known>;
}

/** What an update did to the files. */
export interface Updated {
  readonly before: string | undefined;
  readonly digest: string;
  /** Paths below the index; undefined when all of it is new. */
  readonly files: { readonly written: readonly string[]; readonly removed: readonly string[] } | undefined;
}

/** The index of a language in a folder of its own, from which trees take it over. */
export class LocaleIndex {
  readonly folder: string;
  readonly #locale: Locale;
  readonly #version: string;
  readonly #stateFile: string;
  #looked: ReadonlyMap<string, Wanted> = new Map();
  #state: State | undefined;

  constructor(folder: string, locale: Locale, version: string) {
    this.folder = join(folder, locale);
    this.#stateFile = join(folder, `${locale}.json`);
    this.#locale = locale;
    this.#version = version;
    this.#state = this.#read();
  }

  /** Brings the index to the content. @throws the signal's reason; what is on disk is then as it was. */
  async update(entries: Readonly<Record<Locale, Entries>>, patience: Patience): Promise<Updated> {
    const wanted = await this.#want(entries, patience);
    const digest = digestOf(this.#version, wanted);
    const before = this.#state;
    if (before?.digest === digest) return { before: digest, digest, files: { written: [], removed: [] } };
    const layout = layoutFor(wanted.size);
    const change = before && (await this.#compare(before.documents, wanted, layout, patience));
    if (change) await patience.pause();
    // From here on the folder is neither what it was nor what it will be.
    this.#state = undefined;
    const files = change ? await this.#write(change, wanted, layout, digest) : undefined;
    if (!change) await this.#writeAnew(wanted, layout, digest, patience, before);
    this.#remember({ version: this.#version, digest, documents: wanted });
    return { before: before?.digest, digest, files };
  }

  /** All documents by key, with their numbers, in the order of these. */
  async #want(entries: Readonly<Record<Locale, Entries>>, patience: Patience): Promise<Map<string, Wanted>> {
    const found: (Omit<Wanted, 'number'> & { key: string; from: number; slug: string })[] = [];
    for (const type of searchedTypes) {
      // A copy: a publish may come in between.
      for (const entry of [...entries[this.#locale].all(type)] as readonly Entry<PagedType>[]) {
        const key = `${type} ${entry.document.documentId}`;
        const { slug } = entry.document;
        const day = 'publishedOn' in entry.document ? entry.document.publishedOn : '';
        const looked = this.#look(key, entry, sourcesOf(entries, this.#locale, entry));
        found.push({ ...looked, type, key, slug, from: wantedNumber({ day, slug }) });
        await patience.pause();
      }
    }
    found.sort((a, b) => a.from - b.from || compare(b.slug, a.slug) || compare(a.key, b.key));
    const wanted = new Map<string, Wanted>();
    let last = -1;
    for (const { key, from, type, entry, sources, print, topics } of found) {
      last = Math.max(from, last + 1);
      wanted.set(key, { number: last, type, entry, sources, print, topics });
    }
    this.#looked = wanted;
    return wanted;
  }

  /** Prints are made once a version: what was looked at before is recognised. */
  #look(key: string, entry: Entry<PagedType>, sources: readonly Entry[]) {
    const looked = this.#looked.get(key);
    if (looked?.sources.length === sources.length && looked.sources.every((each, at) => each === sources[at]))
      return looked;
    const [own, ...others] = sources;
    const words = [
      own?.document,
      own?.translated,
      ...others.map(({ document }) => [
        document.type,
        titleOf(document),
        'slug' in document && document.slug,
      ]),
    ];
    const print = hash('sha256', JSON.stringify(words), 'base64url').slice(0, 16);
    const topics = [
      ...new Set(sources.flatMap(({ document }) => (document.type === 'topic' ? [document.slug] : []))),
    ];
    return { entry, sources, print, topics: entry.document.type === 'topic' ? [] : topics };
  }

  /** What has to be written; undefined when it is better made anew. */
  async #compare(
    known: ReadonlyMap<string, Known>,
    wanted: ReadonlyMap<string, Wanted>,
    layout: Layout,
    patience: Patience,
  ): Promise<IndexChange | undefined> {
    if (layout !== layoutFor(known.size)) return undefined;
    const isSame = (a: Known | undefined, b: Known) => a?.number === b.number && a.print === b.print;
    const changed = [...wanted].filter(([key, each]) => !isSame(known.get(key), each));
    const gone = [...known].filter(([key]) => !wanted.has(key));
    if (changed.length + gone.length > Math.max(20, known.size / 4)) return undefined;
    const change = new IndexChange(this.folder, this.#locale, layout);
    for (const [key] of [...gone, ...changed]) {
      const old = known.get(key);
      if (old) change.remove(old.number);
      await patience.pause();
    }
    for (const [, { number, entry, sources }] of changed) {
      change.add({ number, document: toSearchDocument(this.#locale, entry, sources) });
      await patience.pause();
    }
    return change;
  }

  async #write(
    change: IndexChange,
    wanted: ReadonlyMap<string, Wanted>,
    layout: Layout,
    digest: string,
  ): Promise<NonNullable<Updated['files']>> {
    rmSync(this.#stateFile, { force: true });
    const tree = new Tree(this.folder, false);
    const { written, removed } = await change.write(tree);
    const all = new Map([[tableName, toTable([...wanted.values()], layout)]]);
    if (layout.whole) all.set(wholeName, toWhole(this.folder, all));
    all.set(stateName, `${digest}\n`);
    for (const [name, text] of all) tree.write(`/${name}`, Buffer.from(text));
    return { written: [...written, ...all.keys()], removed };
  }

  /** Beside what there is, which stays until it is done. */
  async #writeAnew(
    wanted: ReadonlyMap<string, Wanted>,
    layout: Layout,
    digest: string,
    patience: Patience,
    before: State | undefined,
  ): Promise<void> {
    const draft = `${this.folder}.new`;
    try {
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft, { recursive: true });
      const tree = new Tree(draft, true);
      await writeAnew(tree, this.#locale, [...wanted.values()], layout, patience);
      tree.write(`/${tableName}`, Buffer.from(toTable([...wanted.values()], layout)));
      if (layout.whole) tree.write(`/${wholeName}`, Buffer.from(toWhole(draft)));
      tree.write(`/${stateName}`, Buffer.from(`${digest}\n`));
    } catch (error) {
      this.#state = before;
      rmSync(draft, { recursive: true, force: true });
      throw error;
    }
    rmSync(this.#stateFile, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
    renameSync(draft, this.folder);
  }

  #remember(state: State): void {
    this.#state = state;
    const documents = [...state.documents].map(([key, { number, print, topics }]) => [
      key,
      number,
      print,
      topics,
    ]);
    writeFileAtomically(this.#stateFile, JSON.stringify({ ...state, documents }), { durable: true });
  }

  #read(): State | undefined {
    try {
      const text = readIfThere(this.#stateFile);
      if (text === undefined) return undefined;
      const { version, digest, documents } = JSON.parse(text) as Omit<State, 'documents'> & {
        documents: [string, number, string, string[]][];
      };
      const isOurs = version === this.#version && readIfThere(join(this.folder, stateName)) === `${digest}\n`;
      if (!isOurs) return undefined;
      const known = documents.map(
        ([key, number, print, topics]) => [key, { number, print, topics }] as const,
      );
      return { version, digest, documents: new Map(known) };
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

function digestOf(version: string, documents: ReadonlyMap<string, Known>): string {
  const lines = [...documents].map(([key, { number, print }]) => `${key} ${number} ${print}`);
  return hash('sha256', [version, ...lines].join('\n'), 'base64url').slice(0, 27);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
