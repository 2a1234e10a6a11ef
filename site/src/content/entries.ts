import {
  documentPath,
  feedPath,
  homePath,
  listedTypes,
  listPath,
  locales,
  titleOf,
  type ContentType,
  type Document,
  type DocumentOf,
  type Locale,
} from '@samleng/shared';
import { collatorFor } from '../i18n/lists.ts';
import type { Content } from './store.ts';

/** One document as a page in one language meets it. */
export interface Entry<T extends ContentType = ContentType> {
  /** In its own language: `document.locale`, which may not be the page's. */
  readonly document: DocumentOf<T>;
  /** Whether the document is written in the page's language. */
  readonly translated: boolean;
  /** The languages that this document is published in. */
  readonly locales: readonly Locale[];
}

/** What views may read: the content seen from pages in one language. */
export interface Entries {
  readonly locale: Locale;
  /** One entry a document, in the page's language if it is written in it. Dated types newest first, others by title. */
  all<T extends ContentType>(type: T): Entry<T>[];
  /** Only the documents published in this language: those that have pages here. */
  written<T extends ContentType>(type: T): Entry<T>[];
  byId<T extends ContentType>(type: T, id: string | null): Entry<T> | undefined;
  /** The documents behind references, in the editor's order. What is not published is left out. */
  resolve<T extends ContentType>(type: T, ids: readonly string[]): Entry<T>[];
  /** The documents of a type that name `id` in `field`, in the order of `all`. */
  referring<T extends ContentType>(type: T, field: string, id: string): Entry<T>[];
  settings(): Entry<'site-settings'> | undefined;
  /** Whether a path, like `/en/about/`, is a page of this site. */
  hasPage(path: string): boolean;
}

const made = new WeakMap<Content, Map<Locale, Entries>>();

/** The entries for pages in one language; made once and kept as long as the content is. */
export function entriesFor(content: Content, locale: Locale): Entries {
  const ofContent = made.get(content) ?? new Map<Locale, Entries>();
  made.set(content, ofContent);
  const entries = ofContent.get(locale) ?? makeEntries(content, locale);
  ofContent.set(locale, entries);
  return entries;
}

function makeEntries(content: Content, locale: Locale): Entries {
  const lists = new Map<ContentType, Entry[]>();
  const ids = new Map<ContentType, Map<string, Entry>>();
  const referrers = new Map<string, Map<string, Entry[]>>();

  for (const [type, documents] of groupBy(content.documents, (document) => document.type)) {
    const entries = [...groupBy(documents, (document) => document.documentId).values()].map((versions) =>
      toEntry(versions, locale),
    );
    lists.set(type, entries.sort(orderOf(locale)));
    ids.set(type, new Map(entries.map((entry) => [entry.document.documentId, entry])));
  }

  function all<T extends ContentType>(type: T): Entry<T>[] {
    return [...((lists.get(type) ?? []) as unknown as Entry<T>[])];
  }

  function byId<T extends ContentType>(type: T, id: string | null): Entry<T> | undefined {
    return id === null ? undefined : (ids.get(type)?.get(id) as unknown as Entry<T> | undefined);
  }

  function referring<T extends ContentType>(type: T, field: string, id: string): Entry<T>[] {
    const key = `${type} ${field}`;
    const index = referrers.get(key) ?? indexReferences(all(type), field);
    referrers.set(key, index);
    return [...((index.get(id) ?? []) as unknown as Entry<T>[])];
  }

  return {
    locale,
    all,
    written: (type) => all(type).filter((entry) => entry.translated),
    byId,
    resolve: (type, wanted) => wanted.flatMap((id) => byId(type, id) ?? []),
    referring,
    settings: () => all('site-settings')[0],
    hasPage: (path) => pagesOf(content).has(path),
  };
}

const pages = new WeakMap<Content, ReadonlySet<string>>();

/** The paths of all pages but the later ones of lists; made when first asked for. */
function pagesOf(content: Content): ReadonlySet<string> {
  const known = pages.get(content);
  if (known) return known;
  const paths = new Set(['/']);
  for (const locale of locales) {
    paths.add(homePath(locale)).add(feedPath(locale));
    for (const type of listedTypes) paths.add(listPath(locale, type));
  }
  for (const document of content.documents) {
    if (document.type === 'site-settings') continue;
    paths.add(documentPath(document.locale, document.type, document.slug));
  }
  pages.set(content, paths);
  return paths;
}

/** Chooses the version for a page's language: that language, or the first in the order of `locales`. */
function toEntry(versions: readonly Document[], locale: Locale): Entry {
  const published = locales.filter((each) => versions.some((version) => version.locale === each));
  const chosen =
    versions.find((version) => version.locale === locale) ??
    versions.find((version) => version.locale === published[0]);
  return { document: chosen as Document, translated: chosen?.locale === locale, locales: published };
}

/** Newest first where documents carry a date, else by title as the page's language sorts. Ties: by documentId. */
function orderOf(locale: Locale): (a: Entry, b: Entry) => number {
  const { compare } = collatorFor(locale);
  return ({ document: a }, { document: b }) => {
    const order =
      'publishedOn' in a && 'publishedOn' in b
        ? compareText(b.publishedOn, a.publishedOn)
        : compare(titleOf(a), titleOf(b));
    return order || compareText(a.documentId, b.documentId);
  };
}

function indexReferences(entries: readonly Entry[], field: string): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const entry of entries) {
    const value = (entry.document as unknown as Record<string, unknown>)[field];
    for (const id of new Set(Array.isArray(value) ? value : [value])) {
      if (typeof id !== 'string') continue;
      const found = index.get(id);
      if (found) found.push(entry);
      else index.set(id, [entry]);
    }
  }
  return index;
}

function groupBy<V, K>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
