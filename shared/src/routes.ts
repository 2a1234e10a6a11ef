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
];

/** The form of every slug: Latin, lower case, shared by all languages of a document. */
export const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Entries on one page of a list. */
export const listPageSize = 12;

/** The front page of a language, `/en/`. */
export function homePath(locale: Locale): string {
  return `/${locale}/`;
}

/** A page of a list, `/en/articles/`, `/en/articles/page/2/`. Pages count from 1. */
export function listPath(locale: Locale, type: ListedType, page = 1): string {
  const first = `/${locale}/${folders[type]}/`;
  return page === 1 ? first : `${first}page/${page}/`;
}

/** A page of the list on a topic, `/km/topics/wages/`, `/km/topics/wages/page/2/`. Pages count from 1. */
export function topicPath(locale: Locale, slug: string, page = 1): string {
  const first = documentPath(locale, 'topic', slug);
  return page === 1 ? first : `${first}page/${page}/`;
}

/** The page of one document, `/km/leaders/yang-sophorn/`. */
export function documentPath(locale: Locale, type: PagedType, slug: string): string {
  const folder = folders[type];
  return folder ? `/${locale}/${folder}/${slug}/` : `/${locale}/${slug}/`;
}

/** The RSS feed of a language, `/en/feed.xml`. */
export function feedPath(locale: Locale): string {
  return `/${locale}/feed.xml`;
}

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
