import { feedPath } from '@samleng/shared';
import type { APIRoute } from 'astro';
import { toFeed, type FeedView } from '../../views/feed.ts';
import { toRss } from '../../views/rss.ts';
import { pathsPerLocale } from '../_paths.ts';

export const getStaticPaths = () =>
  pathsPerLocale((entries, locale) => [
    { path: feedPath(locale), params: { locale }, view: () => toFeed(entries) },
  ]);

export const GET: APIRoute<{ view: FeedView }> = ({ props, site, url }) =>
  new Response(toRss(props.view, site ?? url), {
    headers: { 'content-type': 'application/rss+xml; charset=utf-8' },
  });
