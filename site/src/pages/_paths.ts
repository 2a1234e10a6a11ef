import { locales, otherLocales, type Locale, type PagedType } from '@samleng/shared';
import { entriesFor, type Entries, type Entry } from '../content/entries.ts';
import { loadContent } from '../content/store.ts';
import { cacheKey } from '../prerender/cache-key.ts';

/** One page: its address, all it shows, and the hash of that. */
export interface Path<V> {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly props: { readonly view: V };
  readonly cacheKey: string;
}

/** One page of a kind. Whatever changes in the view changes the key, so nothing can be forgotten in it. */
export function toPath<V>(params: Path<V>['params'], view: V): Path<V> {
  return { params, props: { view }, cacheKey: cacheKey(view) };
}

/** Pages of both languages, made from the content as each language sees it. */
export function pathsPerLocale<V>(pathsOf: (entries: Entries, locale: Locale) => Path<V>[]): Path<V>[] {
  return locales.flatMap((locale) => pathsOf(entriesOf(locale), locale));
}

/** One page a document of a type, in every language that it is published in. */
export function documentPaths<T extends PagedType, V>(
  type: T,
  toView: (entries: Entries, entry: Entry<T>, elsewhere: readonly Entries[]) => V,
): Path<V>[] {
  return pathsPerLocale((entries, locale) => {
    const elsewhere = otherLocales(locale).map(entriesOf);
    return entries
      .written(type)
      .map((entry) =>
        toPath(
          { locale, slug: (entry.document as { slug: string }).slug },
          toView(entries, entry, elsewhere),
        ),
      );
  });
}

/** What goes into a path between a list and its number: nothing for the first page, else `page/2`. */
export function pageParam(page: number): string | undefined {
  return page === 1 ? undefined : `page/${page}`;
}

/** The content as pages in one language see it. */
export function entriesOf(locale: Locale): Entries {
  return entriesFor(loadContent(), locale);
}
