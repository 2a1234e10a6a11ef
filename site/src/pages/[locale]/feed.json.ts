import { toJsonFeed } from '../../views/json-feed.ts';
import { answerWith, languageFeeds } from '../_feeds.ts';

export const getStaticPaths = () => languageFeeds('json');

export const GET = answerWith(toJsonFeed, 'application/feed+json');
