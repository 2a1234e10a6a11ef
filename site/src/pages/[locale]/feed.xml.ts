import { toRss } from '../../views/rss.ts';
import { answerWith, languageFeeds } from '../_feeds.ts';

export const getStaticPaths = () => languageFeeds('rss');

export const GET = answerWith(toRss, 'application/rss+xml');
