import {
  documentPath,
  listPath,
  locales,
  otherLocales,
  type ListedType,
  type Locale,
  type PagedType,
  type PageNumber,
} from '@samleng/shared';
import { entriesFor, type Entries, type Entry } from '../content/entries.ts';
import { loadContent } from '../content/store.ts';
import { buildInput } from '../prerender/build-input.ts';
import type { PlannedPage } from '../prerender/page-plan.ts';
import { toListView, type ListView } from '../views/list-page.ts';
import { toOlderPieces } from '../views/older-pieces.ts';
import { pageNumbers } from '../views/pager.ts';
import { piecesOf } from '../views/pieces.ts';

/** One page of a kind: its address, the parts of it that Astro asks for, and all it shows once that is wanted. */
export interface PageOf<V> {
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** The document that the page is about; see `PlannedPage`. */
  readonly subject?: Entry;
  readonly view: () => V;
}

/** What Astro is told of a page. */
export interface Path<V> {
  readonly params: PageOf<V>['params'];
  readonly props: { readonly view: V };
}

/** Pages that are named from one part of the content, which its name tells from the others of a language. */
interface PagesOfPart<V> {
  readonly name: string;
  readonly pages: () => PageOf<V>[];
}

/** So many documents make a part: looking at one costs little, and so does knowing of all. */
const partSize = 500;

/**
 * The pages that are to be rendered now: all of them in a build, those that have changed in the
 * renderer that stays warm.
 */
export function toPaths<V>(pages: readonly PageOf<V>[]): Path<V>[] {
  const plan = buildInput()?.plan;
  if (!plan) return pages.map(toLazyPath);
  return pages.flatMap((page) => (plan.choose(page as PlannedPage) as Path<V> | undefined) ?? []);
}

/** In a build a view is made when its page is rendered, and not kept. */
function toLazyPath<V>({ params, view }: PageOf<V>): Path<V> {
  return {
    params,
    props: {
      get view() {
        return view();
      },
    },
  };
}

/** Pages of both languages, made from the content as each language sees it. */
export function pathsPerLocale<V>(pagesOf: (entries: Entries, locale: Locale) => PageOf<V>[]): Path<V>[] {
  return toPaths(locales.flatMap((locale) => pagesOf(entriesOf(locale), locale)));
}

/** The same for many pages: parts in which nothing has changed are not even looked at. */
function pathsOfParts<V>(partsOf: (entries: Entries, locale: Locale) => PagesOfPart<V>[]): Path<V>[] {
  const plan = buildInput()?.plan;
  return locales.flatMap((locale) => {
    const entries = entriesOf(locale);
    return partsOf(entries, locale).flatMap(({ name, pages }) =>
      plan
        ? (plan.choosePart(entries, name, pages as () => PlannedPage[]) as unknown as Path<V>[])
        : pages().map(toLazyPath),
    );
  });
}

/** The documents of a type with pages in a language, part by part, in their order. */
function partsOf<T extends PagedType, V>(
  entries: Entries,
  type: T,
  pagesOf: (entry: Entry<T>) => PageOf<V>[],
): PagesOfPart<V>[] {
  const of = { written: type };
  let count = 1;
  while (entries.hasAtLeast(of, count * partSize + 1)) count += 1;
  // Counted from the end, as slices are, so that a new document does not move all others.
  return Array.from({ length: count }, (_, index) => {
    const from = (count - 1 - index) * partSize;
    const pages = () => entries.slice(of, from, from + partSize).flatMap(pagesOf);
    return { name: `${type} ${from}`, pages };
  });
}

/** One page a document of a type, in every language that it is published in. */
export function documentPaths<T extends PagedType, V>(
  type: T,
  toView: (entries: Entries, entry: Entry<T>, elsewhere: readonly Entries[]) => V,
): Path<V>[] {
  return pathsOfParts((entries, locale) => {
    const elsewhere = otherLocales(locale).map(entriesOf);
    return partsOf(entries, type, (entry) => [
      kept(entry, 'newest', (): PageOf<V> => {
        const { slug } = entry.document as { slug: string };
        return {
          path: documentPath(locale, type, slug),
          params: { locale, slug },
          subject: entry,
          view: () => toView(entries, entry, elsewhere),
        };
      }),
    ]);
  });
}

/** The same for documents with many pieces, which fill older pages behind the document's own. */
export function pagedDocumentPaths<T extends 'topic' | 'person', V>(
  type: T,
  toView: (entries: Entries, entry: Entry<T>, page: PageNumber, elsewhere: readonly Entries[]) => V,
): Path<V>[] {
  return pathsOfParts((entries, locale) => {
    const elsewhere = otherLocales(locale).map(entriesOf);
    return partsOf(entries, type, (entry) => {
      const { slug, documentId } = entry.document;
      return pageNumbers(entries, piecesOf(type, documentId)).map((number) =>
        kept(entry, number, (): PageOf<V> => ({
          path: documentPath(locale, type, slug, number),
          params: { locale, slug: number === 'newest' ? slug : `${slug}/page/${number}` },
          subject: entry,
          view: () => toView(entries, entry, number, elsewhere),
        })),
      );
    });
  });
}

/** The older pages of the pieces about a document, whose own page, with the newest, is made by `documentPaths`. */
export function olderPiecesPaths(type: 'union-leader' | 'programme'): Path<ListView>[] {
  return pathsOfParts((entries, locale) => {
    const elsewhere = otherLocales(locale).map(entriesOf);
    const parts = partsOf(entries, type, (entry) => {
      const { slug, documentId } = entry.document;
      return pageNumbers(entries, piecesOf(type, documentId)).flatMap((number) =>
        number === 'newest'
          ? []
          : kept(entry, number, (): PageOf<ListView> => ({
              path: documentPath(locale, type, slug, number),
              params: { locale, slug, number: String(number) },
              subject: entry,
              view: () => toOlderPieces(entries, entry, number, elsewhere),
            })),
      );
    });
    return parts.map(({ name, pages }) => ({ name: `older pieces, ${name}`, pages }));
  });
}

/** The pages of the list of a type, in both languages. */
export function listPaths(type: ListedType): Path<ListView>[] {
  return pathsOfParts((entries, locale) => {
    const pages = () =>
      pageNumbers(entries, { all: type }).map((number) =>
        kept(entries, `${type} ${number}`, (): PageOf<ListView> => ({
          path: listPath(locale, type, number),
          params: { locale, page: number === 'newest' ? undefined : `page/${number}` },
          view: () => toListView(entries, type, number),
        })),
      );
    return [{ name: `list of ${type}`, pages }];
  });
}

const pagesOf = new WeakMap<object, Map<string | number, PageOf<unknown>>>();

/**
 * The same page as long as what it is about is the same: a plan recognises it then without a search.
 * @param about the version of a document, or the content as a language sees it.
 * @param name which of its pages.
 */
function kept<V>(about: object, name: string | number, make: () => PageOf<V>): PageOf<V> {
  const pages = pagesOf.get(about) ?? new Map<string | number, PageOf<unknown>>();
  const page = (pages.get(name) as PageOf<V> | undefined) ?? make();
  if (pages.size === 0) pagesOf.set(about, pages);
  pages.set(name, page);
  return page;
}

/** The content as pages in one language see it. */
export function entriesOf(locale: Locale): Entries {
  return buildInput()?.entries[locale] ?? entriesFor(loadContent(), locale);
}
