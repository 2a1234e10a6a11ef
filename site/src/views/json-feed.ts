import type { FeedItem, FeedView } from './feed.ts';

/** A feed as JSON Feed 1.1 (jsonfeed.org). @param site the site's address. */
export function toJsonFeed(feed: FeedView, site: URL): string {
  const whole = (path: string) => new URL(path, site).href;
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: whole(feed.home),
    feed_url: whole(feed.json),
    description: feed.description,
    icon: whole('/apple-touch-icon.png'),
    language: feed.locale,
    items: feed.items.map((item) => toItem(item, whole)),
  });
}

function toItem(item: FeedItem, whole: (path: string) => string) {
  const { title, path, summary, date, modified, authors, topics, image } = item;
  return {
    id: whole(path),
    url: whole(path),
    title,
    // Every item must have a content; ours is on its page.
    content_text: summary,
    summary,
    image: whole(image.path),
    // A day begins at midnight in Cambodia.
    date_published: date.length === 10 ? `${date}T00:00:00+07:00` : date,
    date_modified: modified,
    ...(authors.length > 0 && {
      authors: authors.map(({ name, path: of }) => ({ name, url: whole(of) })),
    }),
    ...(topics.length > 0 && { tags: topics }),
  };
}
