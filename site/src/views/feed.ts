import {
  documentPath,
  feedPath,
  homePath,
  listPath,
  titleOf,
  type ListedType,
  type Locale,
} from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { toByline } from './byline.ts';
import { newestFirst } from './pieces.ts';
import { toShareImage, type ShareImage } from './share-image.ts';

/** A feed holds this many documents. */
const length = 30;

export interface FeedItem {
  readonly title: string;
  readonly path: string;
  readonly summary: string;
  /** The day of publication of a piece, `2026-11-02`; of what has none the moment of its version. */
  readonly date: string;
  /** When this version was published. */
  readonly modified: string;
  readonly authors: readonly { readonly name: string; readonly path: string }[];
  readonly topics: readonly string[];
  readonly image: ShareImage;
}

/** The news feed of a language, or of one type in it; shown as RSS and as JSON. */
export interface FeedView {
  readonly locale: Locale;
  readonly title: string;
  readonly description: string;
  readonly rss: string;
  readonly json: string;
  /** The page whose news it tells. */
  readonly home: string;
  readonly items: readonly FeedItem[];
}

/**
 * The newest documents that are written in the language: articles and interviews, or those of one type.
 * @param elsewhere see `toShareImage`.
 */
export function toFeed(entries: Entries, elsewhere: readonly Entries[], type?: ListedType): FeedView {
  const { locale } = entries;
  const settings = entries.settings();
  const written = settings?.translated ? settings.document : undefined;
  const site = written?.name ?? t(locale, 'site.name');
  return {
    locale,
    title: type ? `${site} · ${t(locale, `section.${type}`)}` : site,
    description: type ? t(locale, `lead.${type}`) : (written?.description ?? t(locale, 'site.description')),
    rss: feedPath(locale, type),
    json: feedPath(locale, type, 'json'),
    home: type ? listPath(locale, type) : homePath(locale),
    items: newest(entries, type).map((entry) => toItem(entries, entry, elsewhere)),
  };
}

function newest(entries: Entries, type?: ListedType): Entry<ListedType>[] {
  const pieces = (of: 'article' | 'interview') => entries.written(of).slice(0, length);
  if (type === undefined)
    return [...pieces('article'), ...pieces('interview')].sort(newestFirst).slice(0, length);
  if (type === 'article' || type === 'interview') return [...pieces(type)];
  // These carry no day of their own: the latest version comes first.
  return [...entries.written(type)].sort(latestFirst).slice(0, length);
}

function latestFirst({ document: a }: Entry, { document: b }: Entry): number {
  if (a.publishedAt !== b.publishedAt) return a.publishedAt < b.publishedAt ? 1 : -1;
  return a.documentId < b.documentId ? -1 : 1;
}

function toItem(entries: Entries, entry: Entry<ListedType>, elsewhere: readonly Entries[]): FeedItem {
  const { document } = entry;
  const { type, slug, publishedAt } = document;
  const authors = type === 'article' ? document.authors : type === 'interview' ? document.interviewers : [];
  return {
    title: titleOf(document),
    path: documentPath(entries.locale, type, slug),
    summary: type === 'programme' ? document.mission : document.summary,
    date: 'publishedOn' in document ? document.publishedOn : publishedAt,
    modified: publishedAt,
    authors: toByline(entries, authors).map(({ name }) => ({ name: name.text, path: name.href })),
    topics: entries.resolve('topic', document.topics).map((topic) => topic.document.name),
    image: toShareImage(entries, entry, elsewhere),
  };
}
