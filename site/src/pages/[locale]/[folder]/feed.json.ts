import { toJsonFeed } from '../../../views/json-feed.ts';
import { answerWith, typeFeeds } from '../../_feeds.ts';

export const getStaticPaths = () => typeFeeds('json');

export const GET = answerWith(toJsonFeed, 'application/feed+json');
