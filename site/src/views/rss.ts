import type { FeedItem, FeedView } from './feed.ts';
import { element, escapeXml } from './xml.ts';

/**
 * A feed as RSS 2.0, with dc:creator for names (RSS's own author wants an e-mail address).
 * @param site the site's address.
 */
export function toRss(feed: FeedView, site: URL): string {
  const whole = (path: string) => new URL(path, site).href;
  const [newest] = feed.items;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">',
    '<channel>',
    element('title', feed.title),
    element('link', whole(feed.home)),
    element('description', feed.description),
    element('language', feed.locale),
    `<atom:link href="${escapeXml(whole(feed.path))}" rel="self" type="application/rss+xml"/>`,
    element('pubDate', newest?.date ?? null),
    ...feed.items.map((item) => toItem(item, whole(item.path))),
    '</channel>',
    '</rss>',
    '',
  ]
    .filter((line, index, all) => line !== '' || index === all.length - 1)
    .join('\n');
}

function toItem({ title, summary, date, authors, topics }: FeedItem, address: string): string {
  return [
    '<item>',
    element('title', title),
    element('link', address),
    `<guid isPermaLink="true">${escapeXml(address)}</guid>`,
    element('pubDate', date),
    ...authors.map((name) => element('dc:creator', name)),
    ...topics.map((name) => element('category', name)),
    element('description', summary),
    '</item>',
  ].join('');
}
