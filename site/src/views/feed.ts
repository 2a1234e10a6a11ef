import { documentPath, feedPath, homePath, titleOf } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { toRssDate } from '../i18n/dates.ts';
import { t } from '../i18n/messages.ts';
import { toByline } from './byline.ts';
import { isArticle, newestFirst } from './pieces.ts';

/** A feed holds this many pieces. */
const length = 30;

export interface FeedItem {
  readonly title: string;
  readonly path: string;
  readonly summary: string;
  readonly date: string;
  readonly authors: readonly string[];
  readonly topics: readonly string[];
}

/** The news feed of a language. */
export interface FeedView {
  readonly locale: Entries['locale'];
  readonly title: string;
  readonly description: string;
  readonly path: string;
  readonly home: string;
  readonly items: readonly FeedItem[];
}

/** The newest articles and interviews that are written in the language. Dates are the days of publication. */
export function toFeed(entries: Entries): FeedView {
  const { locale } = entries;
  const settings = entries.settings();
  const written = settings?.translated ? settings.document : undefined;
  return {
    locale,
    title: written?.name ?? t(locale, 'site.name'),
    description: written?.description ?? t(locale, 'site.description'),
    path: feedPath(locale),
    home: homePath(locale),
    items: [...entries.written('article').slice(0, length), ...entries.written('interview').slice(0, length)]
      .sort(newestFirst)
      .slice(0, length)
      .map((entry) => ({
        title: titleOf(entry.document),
        path: documentPath(locale, entry.document.type, entry.document.slug),
        summary: entry.document.summary,
        date: toRssDate(entry.document.publishedOn),
        authors: toByline(
          entries,
          isArticle(entry) ? entry.document.authors : entry.document.interviewers,
        ).map(({ name }) => name.text),
        topics: entries.resolve('topic', entry.document.topics).map(({ document }) => document.name),
      })),
  };
}
