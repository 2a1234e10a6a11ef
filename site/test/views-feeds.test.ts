import { listedTypes } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import { describe, expect, test } from 'vitest';
import { toJsonLd } from '../src/components/json-ld.ts';
import { ContentIndex } from '../src/content/content-index.ts';
import { entriesFor } from '../src/content/entries.ts';
import { contentOf } from '../src/content/with-draft.ts';
import { toFeed } from '../src/views/feed.ts';
import { toJsonFeed } from '../src/views/json-feed.ts';
import { toRss } from '../src/views/rss.ts';
import {
  sitemapIndexXml,
  sitemapParts,
  sitemapXml,
  toSitemap,
  toSitemapIndex,
} from '../src/views/sitemap.ts';
import { escapeXml } from '../src/views/xml.ts';
import { make } from './support/documents.ts';
import { parseXml, type XmlElement } from './support/parse-xml.ts';

const content = contentOf(loadExamples().flatMap(({ documents }) => documents));
const site = new URL('https://samleng.example/');

const [en, km] = [entriesFor(content, 'en'), entriesFor(content, 'km')];

describe('the feed of a language', () => {
  const feed = toFeed(km, [en]);

  test('holds what is written in the language, newest first', () => {
    expect(feed.items.length).toBeGreaterThan(1);
    expect(feed.items.every(({ path }) => path.startsWith('/km/'))).toBe(true);
    const days = feed.items.map(({ date }) => Date.parse(date));
    expect(days).toEqual([...days].sort((a, b) => b - a));
  });

  test('is RSS with whole addresses and the same bytes every time', () => {
    const rss = toRss(feed, site);
    expect(rss).toBe(toRss(toFeed(km, [en]), site));
    expect(rss).toContain('<atom:link href="https://samleng.example/km/feed.xml" rel="self"');
    expect(rss.match(/<guid isPermaLink="true">https:/g)).toHaveLength(feed.items.length);
    expect(rss.match(/<media:content url="https:\/\/samleng.example\/share\/km\//g)).toHaveLength(
      feed.items.length,
    );
    expect(rss).not.toContain(String(new Date().getFullYear() + 1));
  });

  test('is never longer than thirty pieces, whatever there is', () => {
    const many = Array.from({ length: 40 }, (_, n) =>
      make('article', `story-${n}`, { slug: `story-${n}`, publishedOn: `2026-01-${10 + (n % 20)}` }),
    );
    const { items } = toFeed(new ContentIndex(many).entries.en, []);
    expect(items).toHaveLength(30);
    expect(items.at(-1)?.date).toBe('2026-01-15');
  });

  test('forgets at once what is withdrawn', () => {
    const story = make('article', 'story', { slug: 'story' });
    const index = new ContentIndex([story]);
    expect(toFeed(index.entries.en, []).items).toHaveLength(1);
    index.apply([{ type: 'article', documentId: 'story', versions: [] }]);
    expect(toFeed(index.entries.en, []).items).toEqual([]);
  });
});

const feeds = [en, km].flatMap((entries) =>
  [undefined, ...listedTypes].map((type) => {
    const feed = toFeed(entries, [entries === en ? km : en], type);
    return { name: feed.rss, feed };
  }),
);

describe.each(feeds)('the feed $name', ({ feed }) => {
  test('is well-formed RSS 2.0 with all that it requires', () => {
    const root = parseXml(toRss(feed, site));
    expect([root.name, root.attributes.version]).toEqual(['rss', '2.0']);
    const [channel] = root.children;
    const namesOf = (element: XmlElement | undefined) => element?.children.map(({ name }) => name) ?? [];
    expect(namesOf(channel)).toEqual(expect.arrayContaining(['title', 'link', 'description', 'atom:link']));
    const items = channel?.children.filter(({ name }) => name === 'item') ?? [];
    expect(items).toHaveLength(feed.items.length);
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      expect(namesOf(item)).toEqual(
        expect.arrayContaining(['title', 'link', 'guid', 'pubDate', 'description', 'media:content']),
      );
      const date = item.children.find(({ name }) => name === 'pubDate')?.text ?? '';
      expect(date).toMatch(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|\+0700)$/);
    }
  });

  test('is a page of the site, to which editors may link', () => {
    expect([en.hasPage(feed.rss), en.hasPage(feed.json)]).toEqual([true, true]);
  });

  test('is JSON Feed 1.1 by its published rules', () => {
    const json = JSON.parse(toJsonFeed(feed, site));
    expect(json).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: expect.stringMatching(/\S/),
      home_page_url: new URL(feed.home, site).href,
      feed_url: new URL(feed.json, site).href,
      language: feed.locale,
    });
    const ids = json.items.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(feed.items.length);
    for (const item of json.items) {
      // Each item needs an id and a content; addresses are whole, dates RFC 3339, authors and tags lists.
      expect(item.id).toBe(item.url);
      expect(item.content_text).toMatch(/\S/);
      for (const address of [item.url, item.image]) expect(new URL(address).origin).toBe(site.origin);
      for (const date of [item.date_published, item.date_modified])
        expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
      for (const author of item.authors ?? []) expect(Object.keys(author)).toEqual(['name', 'url']);
      for (const tag of item.tags ?? []) expect(typeof tag).toBe('string');
    }
  });
});

describe('the sitemaps of a language', () => {
  const entries = entriesFor(content, 'en');
  const pages = sitemapParts(entries).flatMap((part) => toSitemap(entries, part).pages);

  test('name every page once, with its other languages and when it changed', () => {
    const paths = pages.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('/en/');
    expect(paths).toContain('/en/about/');
    const alone = pages.find(({ path }) => path.includes('central-commentary'));
    expect(alone?.alternates).toEqual([{ locale: 'en', path: alone?.path }]);
    expect(alone?.modified).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('are XML with alternates', () => {
    const xml = sitemapXml(pages, site);
    expect(xml).toContain(
      '<xhtml:link rel="alternate" hreflang="km" href="https://samleng.example/km/about/"/>',
    );
    expect(xml).toContain('hreflang="x-default" href="https://samleng.example/"');
  });

  test('are named by the index, which names those of all languages', () => {
    const xml = sitemapIndexXml(toSitemapIndex([entries, entriesFor(content, 'km')]), site);
    for (const part of sitemapParts(entries))
      expect(xml).toContain(`<loc>https://samleng.example/sitemap-en-${part}.xml</loc>`);
    expect(xml).toContain('<loc>https://samleng.example/sitemap-km-front.xml</loc>');
  });
});

test('XML holds no character that XML forbids', () => {
  expect(escapeXml('a & b\u0000 <c> "d"')).toBe('a &amp; b &lt;c&gt; &quot;d&quot;');
});

test('JSON-LD cannot end the script it stands in, and its paths are whole addresses', () => {
  const json = toJsonLd([{ '@type': 'Person', name: '</script><script>', url: '/en/people/x/' }], site);
  expect(json).not.toContain('</script>');
  expect(JSON.parse(json)['@graph'][0]).toEqual({
    '@type': 'Person',
    name: '</script><script>',
    url: 'https://samleng.example/en/people/x/',
  });
});
