import { loadExamples } from '@samleng/shared/examples';
import { describe, expect, test } from 'vitest';
import { toJsonLd } from '../src/components/json-ld.ts';
import { entriesFor } from '../src/content/entries.ts';
import { contentOf } from '../src/content/with-draft.ts';
import { toFeed } from '../src/views/feed.ts';
import { toRss } from '../src/views/rss.ts';
import {
  sitemapIndexXml,
  sitemapParts,
  sitemapXml,
  toSitemap,
  toSitemapIndex,
} from '../src/views/sitemap.ts';
import { escapeXml } from '../src/views/xml.ts';

const content = contentOf(loadExamples().flatMap(({ documents }) => documents));
const site = new URL('https://samleng.example/');

describe('the feed of a language', () => {
  const feed = toFeed(entriesFor(content, 'km'));

  test('holds what is written in the language, newest first', () => {
    expect(feed.items.length).toBeGreaterThan(1);
    expect(feed.items.every(({ path }) => path.startsWith('/km/'))).toBe(true);
    const days = feed.items.map(({ date }) => Date.parse(date));
    expect(days).toEqual([...days].sort((a, b) => b - a));
  });

  test('is RSS with whole addresses and the same bytes every time', () => {
    const rss = toRss(feed, site);
    expect(rss).toBe(toRss(toFeed(entriesFor(content, 'km')), site));
    expect(rss).toContain('<atom:link href="https://samleng.example/km/feed.xml" rel="self"');
    expect(rss.match(/<guid isPermaLink="true">https:/g)).toHaveLength(feed.items.length);
    expect(rss).not.toContain(String(new Date().getFullYear() + 1));
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
    expect(xml).toContain('<loc>https://samleng.example/sitemap-km-lists.xml</loc>');
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
