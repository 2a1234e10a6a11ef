import { locales, type ContentType, type DocumentOf, type Locale } from '@samleng/shared';
import { ContentIndex } from './content-index.ts';
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

/** The kinds of documents that tell something, as topics gather them. */
export type PieceType = 'article' | 'interview';

/**
 * A long list: all of a type, those of a type that are written in the page's language, or the pieces
 * on a topic, by or with a person, about a programme or somebody, or of a month, newest first.
 */
export type Listing<T extends ContentType = ContentType> =
  | { readonly all: T }
  | { readonly written: T }
  | { readonly onTopic: string }
  | { readonly by: string }
  | { readonly about: string }
  | { readonly in: string };

/** The neighbours of an entry in a list, the nearest first. */
export interface Neighbours<T extends ContentType> {
  readonly newer: readonly Entry<T>[];
  readonly older: readonly Entry<T>[];
}

/**
 * What views may read: the content seen from pages in one language. Ask for no more than is shown:
 * a page is looked at again whenever something that it read has changed.
 */
export interface Entries {
  readonly locale: Locale;
  /** One entry a document, in the page's language if it is written in it. Dated types newest first, others by title. */
  all<T extends ContentType>(type: T): readonly Entry<T>[];
  /** A long list as a whole. */
  list<T extends ContentType>(of: Listing<T>): readonly Entry<T>[];
  /** Some of a long list, in its order, counted from its end: new pieces in front change no other slice. */
  slice<T extends ContentType>(of: Listing<T>, from: number, to: number): readonly Entry<T>[];
  /** Whether a long list has that many entries. */
  hasAtLeast(of: Listing, count: number): boolean;
  /**
   * Up to `newer` and `older` neighbours of an entry in a long list: what comes and goes farther away
   * changes nothing.
   */
  around<T extends ContentType>(of: Listing<T>, entry: Entry<T>, newer: number, older: number): Neighbours<T>;
  /** Only the documents published in this language: those that have pages here. */
  written<T extends ContentType>(type: T): readonly Entry<T>[];
  byId<T extends ContentType>(type: T, id: string | null): Entry<T> | undefined;
  /** The document that a slug names, in this language or another. */
  bySlug<T extends ContentType>(type: T, slug: string): Entry<T> | undefined;
  /** The documents behind references, in the editor's order. What is not published is left out. */
  resolve<T extends ContentType>(type: T, ids: readonly string[]): Entry<T>[];
  /** The documents of a type that name `id` in `field`, in the order of `all`. */
  referring<T extends ContentType>(type: T, field: string, id: string): readonly Entry<T>[];
  settings(): Entry<'site-settings'> | undefined;
  /** Whether a path, like `/en/about/`, is a page of this site: the front page, a list, a document's page. */
  hasPage(path: string): boolean;
  /** Addresses that were pages of this site, in any language, and are none now. */
  revoked(): readonly string[];
}

const made = new WeakMap<Content, ContentIndex>();

/** The entries for pages in one language; made once and kept as long as the content is. */
export function entriesFor(content: Content, locale: Locale): Entries {
  const index = made.get(content) ?? new ContentIndex(content.documents, content.revoked);
  made.set(content, index);
  return index.entries[locale];
}

/** The entries of each language, from one function of the language. */
export function perLocale<V>(make: (locale: Locale) => V): Readonly<Record<Locale, V>> {
  return Object.fromEntries(locales.map((locale) => [locale, make(locale)])) as Record<Locale, V>;
}
