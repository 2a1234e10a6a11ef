import { toRssDate } from '../i18n/dates.ts';
import type { FeedItem, FeedView } from './feed.ts';
import { shareSize } from './share-image.ts';
import { element, escapeXml } from './xml.ts';

/**
 * A feed as RSS 2.0, with dc:creator for names (RSS's own author wants an e-mail address) and
 * media:content for pictures (RSS's own enclosure wants their size in bytes).
 * @param site the site's address.
 */
export function toRss(feed: FeedView, site: URL): string {
  const whole = (path: string) => new URL(path, site).href;
  const [newest] = feed.items;
  const modified = feed.items.map((item) => item.modified).sort();
  const names = [
    'xmlns:atom="http://www.w3.org/2005/Atom"',
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    'xmlns:media="http://search.yahoo.com/mrss/"',
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<rss version="2.0" ${names.join(' ')}>`,
    '<channel>',
    element('title', feed.title),
    element('link', whole(feed.home)),
    element('description', feed.description),
    element('language', feed.locale),
    `<atom:link href="${escapeXml(whole(feed.rss))}" rel="self" type="application/rss+xml"/>`,
    element('pubDate', newest ? toDate(newest.date) : null),
    element('lastBuildDate', modified.length > 0 ? toDate(modified.at(-1) ?? '') : null),
    `<image>${element('url', whole('/apple-touch-icon.png'))}${element('title', feed.title)}${element('link', whole(feed.home))}</image>`,
    ...feed.items.map((item) => toItem(item, whole)),
    '</channel>',
    '</rss>',
    '',
  ]
    .filter((line, index, all) => line !== '' || index === all.length - 1)
    .join('\n');
}

function toItem(item: FeedItem, whole: (path: string) => string): string {
  const { title, path, summary, date, authors, topics, image } = item;
  const address = whole(path);
  return [
    '<item>',
    element('title', title),
    element('link', address),
    `<guid isPermaLink="true">${escapeXml(address)}</guid>`,
    element('pubDate', toDate(date)),
    ...authors.map(({ name }) => element('dc:creator', name)),
    ...topics.map((name) => element('category', name)),
    element('description', summary),
    `<media:content url="${escapeXml(whole(image.path))}" type="image/png" medium="image" width="${shareSize.width}" height="${shareSize.height}"/>`,
    '</item>',
  ].join('');
}

/** A day or a moment as RSS wants it. */
function toDate(date: string): string {
  return date.length === 10 ? toRssDate(date) : new Date(date).toUTCString();
}
