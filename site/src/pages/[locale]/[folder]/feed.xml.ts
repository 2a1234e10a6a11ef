import { toRss } from '../../../views/rss.ts';
import { answerWith, typeFeeds } from '../../_feeds.ts';

export const getStaticPaths = () => typeFeeds('rss');

export const GET = answerWith(toRss, 'application/rss+xml');
