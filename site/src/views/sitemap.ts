import {
  documentPath,
  donatePath,
  homePath,
  listedTypes,
  listPath,
  locales,
  pagedTypes,
  type Locale,
  type PageNumber,
  type PagedType,
} from '@samleng/shared';
import type { Entries, Entry, Listing } from '../content/entries.ts';
import { pageNumbers, toListPage } from './pager.ts';
import { gatheringTypes, piecesOf } from './pieces.ts';
import { element, escapeXml } from './xml.ts';

/** A page in the sitemap, with the same page in every language. */
export interface SitemapPage {
  readonly path: string;
  /** When the document last changed, or the latest of what a list shows. Older pages of lists do not say: what they show says so itself. */
  readonly modified: string | null;
  readonly alternates: readonly { readonly locale: Locale; readonly path: string }[];
  /** For who reads neither language; the first of the alternates unless told. */
  readonly fallback?: string;
}

/** One of the sitemaps of a language: a publish changes two or three of them, however many pages there are. */
export interface Sitemap {
  /** What stands in its name: a month of pieces, `2026-03`, or `front`, `lists` or `documents`. */
  readonly part: string;
  readonly pages: readonly SitemapPage[];
}

/** Pieces go by their month: a year of a large site is work to write with every publish. */
const undatedTypes = pagedTypes.filter((type) => type !== 'article' && type !== 'interview');

/** Where a sitemap is. */
export function sitemapPath(locale: Locale, part: string): string {
  return `/sitemap-${locale}-${part}.xml`;
}

/** The sitemaps of a language that hold anything. */
export function sitemapParts(entries: Entries): string[] {
  const hasDocuments = undatedTypes.some((type) => entries.written(type).length > 0);
  const months = monthsOf(entries).filter((month) => entries.list({ in: month }).some(isWritten));
  return [
    'front',
    ...(hasOlderPages(entries) ? ['lists'] : []),
    ...(hasDocuments ? ['documents'] : []),
    ...months,
  ];
}

/** Every page in one of the sitemaps. */
export function toSitemap(entries: Entries, part: string): Sitemap {
  if (part === 'front') return { part, pages: frontPages(entries) };
  if (part === 'lists') return { part, pages: olderPages(entries) };
  const documents: readonly Entry[] =
    part === 'documents'
      ? undatedTypes.flatMap((type): readonly Entry[] => entries.written(type))
      : entries.list({ in: part }).filter(isWritten);
  return { part, pages: documents.map((entry) => toPage(entries, entry)) };
}

/** The paths of all sitemaps of all languages, for the index. */
export function toSitemapIndex(perLocale: readonly Entries[]): string[] {
  return perLocale.flatMap((entries) =>
    sitemapParts(entries).map((part) => sitemapPath(entries.locale, part)),
  );
}

/** From the month of the oldest piece to the month of the newest. */
function monthsOf(entries: Entries): string[] {
  const lists: readonly (readonly Entry[])[] = [entries.all('article'), entries.all('interview')];
  const ends = lists.flatMap((list) => [list[0], list.at(-1)]).flatMap((entry) => entry ?? []);
  const months = ends.map(({ document }) => {
    const [year = 0, month = 0] = (document as { publishedOn: string }).publishedOn.split('-').map(Number);
    return year * 12 + month - 1;
  });
  if (months.length === 0) return [];
  const first = Math.min(...months);
  return Array.from({ length: Math.max(...months) - first + 1 }, (_, index) => {
    const month = first + index;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
}

/** What changes with every publish: the front page and the first of each list. And how to give. */
function frontPages(entries: Entries): SitemapPage[] {
  const lists = listedTypes.map((type) => {
    const { items } = toListPage(entries, { all: type }, 'newest', (page) => String(page));
    return toEntryOf(entries, (each) => listPath(each, type), locales, latestOf(items));
  });
  const latest = lists.flatMap(({ modified }) => modified ?? []).sort();
  const donateIn = locales.filter((each) => entries.hasPage(donatePath(each)));
  return [
    { ...toEntryOf(entries, homePath, locales, latest.at(-1) ?? null), fallback: '/' },
    ...lists,
    ...(donateIn.includes(entries.locale) ? [toEntryOf(entries, donatePath, donateIn, null)] : []),
  ];
}

/** A list that is paged, and where its pages are. */
interface Paged {
  readonly of: Listing;
  readonly existsIn: readonly Locale[];
  readonly pathIn: (locale: Locale, page: PageNumber) => string;
}

function pagedLists(entries: Entries): Paged[] {
  return [
    ...listedTypes.map((type): Paged => ({
      of: { all: type },
      existsIn: locales,
      pathIn: (each, page) => listPath(each, type, page),
    })),
    ...gatheringTypes.flatMap((type) =>
      entries.written(type).map(({ document: { documentId: id, slug }, locales: existsIn }): Paged => ({
        of: piecesOf(type, id),
        existsIn,
        pathIn: (each, page) => documentPath(each, type, slug, page),
      })),
    ),
  ];
}

function hasOlderPages(entries: Entries): boolean {
  return pagedLists(entries).some(({ of }) => pageNumbers(entries, of).length > 1);
}

/** The pages of all lists behind the first. */
function olderPages(entries: Entries): SitemapPage[] {
  return pagedLists(entries).flatMap(({ of, existsIn, pathIn }) =>
    pageNumbers(entries, of)
      .slice(1)
      .map((number) => toEntryOf(entries, (each) => pathIn(each, number), existsIn, null)),
  );
}

/** When the latest of some versions was published. */
function latestOf(entries: readonly Entry[]): string | null {
  const moments = entries.map(({ document }) => document.publishedAt).sort();
  return moments.at(-1) ?? null;
}

function toPage(entries: Entries, { document, locales: existsIn }: Entry): SitemapPage {
  const { type, slug, publishedAt } = document as { type: PagedType; slug: string; publishedAt: string };
  return toEntryOf(entries, (each) => documentPath(each, type, slug), existsIn, publishedAt);
}

function toEntryOf(
  { locale }: Entries,
  pathIn: (each: Locale) => string,
  existsIn: readonly Locale[],
  modified: string | null,
): SitemapPage {
  const alternates = existsIn.map((each) => ({ locale: each, path: pathIn(each) }));
  return { path: pathIn(locale), modified, alternates };
}

function isWritten(entry: Entry): boolean {
  return entry.translated;
}

/** A sitemap as XML. */
export function sitemapXml(pages: readonly SitemapPage[], site: URL): string {
  const whole = (path: string) => escapeXml(new URL(path, site).href);
  const urls = pages.map(({ path, modified, alternates, fallback }) =>
    [
      '<url>',
      `<loc>${whole(path)}</loc>`,
      element('lastmod', modified),
      ...alternates.map(
        (each) => `<xhtml:link rel="alternate" hreflang="${each.locale}" href="${whole(each.path)}"/>`,
      ),
      `<xhtml:link rel="alternate" hreflang="x-default" href="${whole(fallback ?? alternates[0]?.path ?? path)}"/>`,
      '</url>',
    ].join(''),
  );
  const names =
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<urlset ${names}>`, ...urls, '</urlset>', ''].join('\n');
}

/** The index that names all sitemaps. */
export function sitemapIndexXml(paths: readonly string[], site: URL): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...paths.map((path) => `<sitemap><loc>${escapeXml(new URL(path, site).href)}</loc></sitemap>`),
    '</sitemapindex>',
    '',
  ].join('\n');
}
