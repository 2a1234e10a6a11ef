import {
  documentPath,
  homePath,
  listedTypes,
  listPageSize,
  listPath,
  locales,
  pagedTypes,
  topicPath,
  type Locale,
  type PagedType,
} from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { element, escapeXml } from './xml.ts';

/** A page in the sitemap, with the same page in every language. */
export interface SitemapPage {
  readonly path: string;
  /** When what the page shows last changed, as far as its documents tell. */
  readonly modified: string | null;
  readonly alternates: readonly { readonly locale: Locale; readonly path: string }[];
}

/** Where the sitemap of a language is. */
export function sitemapPath(locale: Locale): string {
  return `/sitemap-${locale}.xml`;
}

/** Every page of a language. */
export function toSitemap(entries: Entries): SitemapPage[] {
  const { locale } = entries;
  const page = (
    pathIn: (each: Locale) => string,
    modified: string | null,
    existsIn: readonly Locale[] = locales,
  ) => ({
    path: pathIn(locale),
    modified,
    alternates: existsIn.map((each) => ({ locale: each, path: pathIn(each) })),
  });
  const everything = pagedTypes.flatMap((type) => entries.all(type));
  return [
    page(homePath, latest(everything)),
    ...listedTypes.flatMap((type) => {
      const all = entries.all(type);
      return pagesOf(all.length).map((number) => page((each) => listPath(each, type, number), latest(all)));
    }),
    ...pagedTypes.flatMap((type) => entries.written(type).flatMap((entry) => toPages(entries, entry, page))),
  ];
}

type MakePage = (
  pathIn: (each: Locale) => string,
  modified: string | null,
  existsIn: readonly Locale[],
) => SitemapPage;

function toPages(entries: Entries, entry: Entry<PagedType>, page: MakePage): SitemapPage[] {
  const { type, slug, publishedAt, documentId } = entry.document as Facts;
  if (type !== 'topic') {
    return [page((each) => documentPath(each, type, slug), publishedAt, entry.locales)];
  }
  const pieces = [
    ...entries.referring('article', 'topics', documentId),
    ...entries.referring('interview', 'topics', documentId),
  ];
  const modified = latest([entry, ...pieces]);
  return pagesOf(pieces.length).map((number) =>
    page((each) => topicPath(each, slug, number), modified, entry.locales),
  );
}

interface Facts {
  readonly type: PagedType;
  readonly slug: string;
  readonly publishedAt: string;
  readonly documentId: string;
}

function pagesOf(count: number): number[] {
  return Array.from({ length: Math.max(1, Math.ceil(count / listPageSize)) }, (_, index) => index + 1);
}

function latest(entries: readonly Entry[]): string | null {
  return entries.reduce<string | null>(
    (newest, { document }) =>
      newest === null || document.publishedAt > newest ? document.publishedAt : newest,
    null,
  );
}

/** A sitemap as XML. */
export function sitemapXml(pages: readonly SitemapPage[], site: URL): string {
  const whole = (path: string) => escapeXml(new URL(path, site).href);
  const urls = pages.map(({ path, modified, alternates }) =>
    [
      '<url>',
      `<loc>${whole(path)}</loc>`,
      element('lastmod', modified),
      ...alternates.map(
        (each) => `<xhtml:link rel="alternate" hreflang="${each.locale}" href="${whole(each.path)}"/>`,
      ),
      `<xhtml:link rel="alternate" hreflang="x-default" href="${whole('/')}"/>`,
      '</url>',
    ].join(''),
  );
  const names =
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<urlset ${names}>`, ...urls, '</urlset>', ''].join('\n');
}

/** The index that names the sitemap of every language. */
export function sitemapIndexXml(site: URL): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...locales.map(
      (locale) => `<sitemap><loc>${escapeXml(new URL(sitemapPath(locale), site).href)}</loc></sitemap>`,
    ),
    '</sitemapindex>',
    '',
  ].join('\n');
}
