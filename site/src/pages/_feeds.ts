import { feedPath, folders, listedTypes, otherLocales, type ListedType } from '@samleng/shared';
import type { APIRoute } from 'astro';
import { toFeed, type FeedView } from '../views/feed.ts';
import { entriesOf, pathsPerLocale, type PageOf, type Path } from './_paths.ts';

type Format = 'rss' | 'json';

/** The feed of each language. */
export function languageFeeds(format: Format): Path<FeedView>[] {
  return feeds([undefined], format);
}

/** The feed of each type in each language. */
export function typeFeeds(format: Format): Path<FeedView>[] {
  return feeds(listedTypes, format);
}

function feeds(types: readonly (ListedType | undefined)[], format: Format): Path<FeedView>[] {
  return pathsPerLocale((entries, locale) =>
    types.map((type): PageOf<FeedView> => ({
      path: feedPath(locale, type, format),
      params: { locale, ...(type && { folder: folders[type] }) },
      view: () => toFeed(entries, otherLocales(locale).map(entriesOf), type),
    })),
  );
}

/** Answers with a feed. */
export function answerWith(write: (feed: FeedView, site: URL) => string, type: string) {
  const get: APIRoute<{ view: FeedView }> = ({ props, site, url }) =>
    new Response(write(props.view, site ?? url), {
      headers: { 'content-type': `${type}; charset=utf-8` },
    });
  return get;
}
