import { locales, titleOf, type ContentType, type Document, type Locale } from '@samleng/shared';
import { collatorFor } from '../i18n/lists.ts';
import type { Change, PagePaths } from './content-index.ts';
import type { Entries, Entry, Listing, Neighbours } from './entries.ts';
import { Cell, note, touch } from './reads.ts';
import { areEqual, SortedList, type Order } from './sorted-list.ts';

/** The values of a field by which documents can be found. */
type KeysOf = (entry: Entry) => readonly string[];

/** The documents of one type by the values of one field. */
interface FieldIndex {
  readonly keysOf: KeysOf;
  readonly found: Map<string, SortedList<Entry>>;
}

/** All that is known of one type. */
interface Shelf {
  readonly all: SortedList<Entry>;
  readonly written: SortedList<Entry>;
  readonly byId: Map<string, Entry>;
  readonly cells: Map<string, Cell>;
  readonly indexes: Map<string, FieldIndex>;
}

/** The content as pages in one language see it. */
export class LocaleEntries implements Entries {
  readonly locale: Locale;
  readonly #paths: PagePaths;
  readonly #order: Order<Entry>;
  readonly #shelves = new Map<ContentType, Shelf>();
  /** The pieces on each topic, by or with each person, about each programme or person, and of each month. */
  readonly #gathered = new Map<string, SortedList<Entry>>();
  readonly #unsettled = new Set<SortedList<Entry>>();

  constructor(locale: Locale, paths: PagePaths) {
    this.locale = locale;
    this.#paths = paths;
    this.#order = orderOf(locale);
  }

  /** Fills the empty shelves. @param groups the versions of each document. */
  load(groups: Iterable<readonly Document[]>): void {
    const entries = new Map<ContentType, Entry[]>();
    for (const versions of groups) {
      const entry = toEntry(versions, this.locale);
      push(entries, entry.document.type, entry);
    }
    const gathered = new Map<string, Entry[]>();
    for (const each of entries.values())
      for (const entry of each) for (const name of gatheredUnder(entry)) push(gathered, name, entry);
    for (const [name, each] of gathered) this.#gathered.set(name, new SortedList(this.#order, each));
    for (const [type, each] of entries) this.#shelves.set(type, this.#toShelf(each));
  }

  /** Puts a document's new versions in the place of its old ones. */
  replace({ type, documentId, versions }: Change): void {
    const shelf = this.#shelf(type);
    const before = shelf.byId.get(documentId);
    const after = versions.length > 0 ? toEntry(versions, this.locale) : undefined;
    if (before && after && isSame(before, after)) return;
    this.#unsettle(shelf.all);
    this.#unsettle(shelf.written);
    if (before) {
      shelf.all.remove(before);
      shelf.written.remove(before);
      shelf.byId.delete(documentId);
      for (const name of gatheredUnder(before)) this.#unsettle(this.#gather(name)).remove(before);
    }
    if (after) {
      shelf.all.add(after);
      if (after.translated) shelf.written.add(after);
      shelf.byId.set(documentId, after);
      for (const name of gatheredUnder(after)) this.#unsettle(this.#gather(name)).add(after);
    }
    const cell = shelf.cells.get(documentId);
    if (cell) touch(cell);
    for (const { keysOf, found } of shelf.indexes.values()) {
      if (before) for (const key of keysOf(before)) found.get(key)?.remove(before);
      if (after) for (const key of keysOf(after)) this.#listIn(found, key).add(after);
    }
  }

  /** Finds out which parts of lists have become others, once all changes are in. */
  settle(): void {
    for (const list of this.#unsettled) list.settle();
    this.#unsettled.clear();
  }

  all<T extends ContentType>(type: T): readonly Entry<T>[] {
    return this.#shelf(type).all.read() as unknown as readonly Entry<T>[];
  }

  list<T extends ContentType>(of: Listing<T>): readonly Entry<T>[] {
    return this.#listing(of).read() as unknown as readonly Entry<T>[];
  }

  slice<T extends ContentType>(of: Listing<T>, from: number, to: number): readonly Entry<T>[] {
    return this.#listing(of).readSlice(from, to) as unknown as readonly Entry<T>[];
  }

  hasAtLeast(of: Listing, count: number): boolean {
    return this.#listing(of).hasAtLeast(count);
  }

  around<T extends ContentType>(
    of: Listing<T>,
    entry: Entry<T>,
    newer: number,
    older: number,
  ): Neighbours<T> {
    const { before, after } = this.#listing(of).readAround(entry as unknown as Entry, newer, older);
    return { newer: before, older: after } as unknown as Neighbours<T>;
  }

  written<T extends ContentType>(type: T): readonly Entry<T>[] {
    return this.#shelf(type).written.read() as unknown as readonly Entry<T>[];
  }

  byId<T extends ContentType>(type: T, id: string | null): Entry<T> | undefined {
    if (id === null) return undefined;
    const { byId, cells } = this.#shelf(type);
    const cell = cells.get(id) ?? new Cell();
    cells.set(id, cell);
    note(cell);
    return byId.get(id) as unknown as Entry<T> | undefined;
  }

  bySlug<T extends ContentType>(type: T, slug: string): Entry<T> | undefined {
    return this.referring(type, 'slug', slug)[0];
  }

  resolve<T extends ContentType>(type: T, ids: readonly string[]): Entry<T>[] {
    return ids.flatMap((id) => this.byId(type, id) ?? []);
  }

  referring<T extends ContentType>(type: T, field: string, id: string): readonly Entry<T>[] {
    return this.#listIn(this.#index(type, field).found, id).read() as unknown as readonly Entry<T>[];
  }

  settings(): Entry<'site-settings'> | undefined {
    return this.all('site-settings')[0];
  }

  revoked(): readonly string[] {
    return this.#paths.revoked();
  }

  hasPage(path: string): boolean {
    return this.#paths.has(path);
  }

  #shelf(type: ContentType): Shelf {
    const shelf = this.#shelves.get(type) ?? this.#toShelf([]);
    this.#shelves.set(type, shelf);
    return shelf;
  }

  #toShelf(entries: Entry[]): Shelf {
    return {
      all: new SortedList(this.#order, entries),
      written: new SortedList(
        this.#order,
        entries.filter((entry) => entry.translated),
      ),
      byId: new Map(entries.map((entry) => [entry.document.documentId, entry])),
      cells: new Map(),
      indexes: new Map(),
    };
  }

  /** Made when first asked for. */
  #index(type: ContentType, field: string): FieldIndex {
    const shelf = this.#shelf(type);
    const known = shelf.indexes.get(field);
    if (known) return known;
    const keysOf: KeysOf = ({ document }) => keysIn((document as unknown as Record<string, unknown>)[field]);
    const lists = new Map<string, Entry[]>();
    for (const entry of shelf.byId.values()) for (const key of keysOf(entry)) push(lists, key, entry);
    const found = new Map([...lists].map(([key, list]) => [key, new SortedList(this.#order, list)]));
    const index = { keysOf, found };
    shelf.indexes.set(field, index);
    return index;
  }

  #listing(of: Listing): SortedList<Entry> {
    if ('all' in of) return this.#shelf(of.all).all;
    if ('written' in of) return this.#shelf(of.written).written;
    if ('in' in of) return this.#gather(`in ${of.in}`);
    if ('about' in of) return this.#gather(`about ${of.about}`);
    return this.#gather('by' in of ? `by ${of.by}` : `on ${of.onTopic}`);
  }

  #gather(name: string): SortedList<Entry> {
    return this.#listIn(this.#gathered, name);
  }

  #unsettle(list: SortedList<Entry>): SortedList<Entry> {
    this.#unsettled.add(list);
    return list;
  }

  #listIn(found: FieldIndex['found'], key: string): SortedList<Entry> {
    const list = found.get(key) ?? new SortedList(this.#order);
    found.set(key, list);
    return list;
  }
}

/** Chooses the version for a page's language: that language, or the first in the order of `locales`. */
function toEntry(versions: readonly Document[], locale: Locale): Entry {
  const published = locales.filter((each) => versions.some((version) => version.locale === each));
  const chosen =
    versions.find((version) => version.locale === locale) ??
    versions.find((version) => version.locale === published[0]);
  return { document: chosen as Document, translated: chosen?.locale === locale, locales: published };
}

/** The lists that a piece stands in by its topics, those who wrote, asked or answered, its subjects and month. */
function gatheredUnder({ document }: Entry): string[] {
  if (document.type !== 'article' && document.type !== 'interview') return [];
  const voices =
    document.type === 'article' ? document.authors : [...document.interviewers, document.interviewee];
  const people = document.type === 'article' ? document.leaders : [document.leader, document.interviewee];
  return [
    ...keysIn(document.topics).map((id) => `on ${id}`),
    ...keysIn(voices).map((id) => `by ${id}`),
    ...keysIn([...document.programmes, ...people]).map((id) => `about ${id}`),
    `in ${document.publishedOn.slice(0, 7)}`,
  ];
}

function isSame(a: Entry, b: Entry): boolean {
  return a.document === b.document && areEqual(a.locales, b.locales);
}

/** Newest first where documents carry a date, else by title as the page's language sorts. Ties: by id and type. */
function orderOf(locale: Locale): Order<Entry> {
  const { compare } = collatorFor(locale);
  return ({ document: a }, { document: b }) => {
    const order =
      'publishedOn' in a && 'publishedOn' in b
        ? compareText(b.publishedOn, a.publishedOn)
        : compare(titleOf(a), titleOf(b));
    return order || compareText(a.documentId, b.documentId) || compareText(a.type, b.type);
  };
}

/** A field's references: one or many; the same named twice counts once. */
function keysIn(value: unknown): readonly string[] {
  const keys = (Array.isArray(value) ? value : [value]).filter((key) => typeof key === 'string');
  return keys.length > 1 ? [...new Set(keys)] : keys;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
