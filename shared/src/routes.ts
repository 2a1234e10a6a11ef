import type { ListedType, PagedType } from './content-types.ts';
import { isLocale, type Locale } from './locales.ts';

/** The folder of each type under its language; a page stands at the top. */
export const folders: Readonly<Record<PagedType, string>> = {
  article: 'articles',
  interview: 'interviews',
  programme: 'programmes',
  'union-leader': 'leaders',
  topic: 'topics',
  person: 'people',
  organisation: 'organisations',
  page: '',
};

/** First path segments that a page's slug may not take. */
export const reservedPageSlugs: readonly string[] = [
  ...Object.values(folders).filter(Boolean),
  'page',
  'search',
  'preview',
  'saved',
  'donate',
  'newsletter',
  'feed',
];

/** The form of every slug: Latin, lower case, shared by all languages of a document. */
export const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Entries on one page of a list; the newest page holds up to twice as many. */
export const listPageSize = 12;

/** The front page of a language, `/en/`. */
export function homePath(locale: Locale): string {
  return `/${locale}/`;
}

/**
 * A page of a long list. The newest entries are at the list's own address; older pages are counted
 * from the oldest, so that a page once full stays as it is, and keeps its address, for ever.
 */
export type PageNumber = number | 'newest';

/** A page of a list, `/en/articles/`, `/en/articles/page/2/`. */
export function listPath(locale: Locale, type: ListedType, page: PageNumber = 'newest'): string {
  const newest = `/${locale}/${folders[type]}/`;
  return page === 'newest' ? newest : `${newest}page/${page}/`;
}

/**
 * The page of one document, `/km/leaders/yang-sophorn/`, or where many pieces are about it one of its
 * older pages, `/km/topics/wages/page/2/`.
 */
export function documentPath(
  locale: Locale,
  type: PagedType,
  slug: string,
  page: PageNumber = 'newest',
): string {
  const folder = folders[type];
  const newest = folder ? `/${locale}/${folder}/${slug}/` : `/${locale}/${slug}/`;
  return page === 'newest' ? newest : `${newest}page/${page}/`;
}

/** Where a reader searches, `/en/search/`. */
export function searchPath(locale: Locale): string {
  return `/${locale}/search/`;
}

/** How to give money, `/en/donate/`; there only while the site's settings say how. */
export function donatePath(locale: Locale): string {
  return `/${locale}/donate/`;
}

/** Which pages are kept on this phone, `/en/saved/`; also shown where a page is neither kept nor to be had. */
export function savedPath(locale: Locale): string {
  return `/${locale}/saved/`;
}

/** A feed of a language, `/en/feed.xml`, or of one type in it, `/en/articles/feed.json`. */
export function feedPath(locale: Locale, type?: ListedType, format: 'rss' | 'json' = 'rss'): string {
  const folder = type ? listPath(locale, type) : homePath(locale);
  return `${folder}feed.${format === 'rss' ? 'xml' : 'json'}`;
}

/**
 * The picture that a shared link to a document shows, `/share/km/articles/a-slug-0a1b2c.png`.
 * @param digest stands for all that the picture shows: another picture has another address.
 */
export function shareImagePath(locale: Locale, type: PagedType, slug: string, digest: string): string {
  return `/share/${locale}/${folders[type] || 'pages'}/${slug}-${digest}.png`;
}

/** The same for the front page and other pages that are no document's, `/share/en/home-0a1b2c.png`. */
export function homeShareImagePath(locale: Locale, digest: string): string {
  return `/share/${locale}/home-${digest}.png`;
}

/** The folder of what a search in one language reads, `/search-index/en/`. */
export function searchFolder(locale: Locale): string {
  return `/search-index/${locale}/`;
}

/** Which pages were taken down: a reader's phone asks before it shows a page that it has kept. */
export const revokedPath = '/revoked.json';

/** Where the live site states which content it shows. */
export const releasePath = '/release.json';

/** The preview of a document's draft, without its signature. */
export function previewPath(type: PagedType | 'site-settings', documentId: string): string {
  return `/preview/${type}/${encodeURIComponent(documentId)}/`;
}

/** The language in which a path is written, or undefined for paths outside both (`/`, `/404.html`). */
export function localeOfPath(path: string): Locale | undefined {
  const segment = path.split('/')[1];
  return isLocale(segment) ? segment : undefined;
}
