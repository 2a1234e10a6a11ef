import { loadExamples } from '@samleng/shared/examples';
import { describe, expect, test } from 'vitest';
import { toJsonLd } from '../src/components/json-ld.ts';
import { entriesFor } from '../src/content/entries.ts';
import { contentOf } from '../src/content/with-draft.ts';
import { toFeed } from '../src/views/feed.ts';
import { toRss } from '../src/views/rss.ts';
import { sitemapXml, toSitemap } from '../src/views/sitemap.ts';
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

describe('the sitemap of a language', () => {
  const pages = toSitemap(entriesFor(content, 'en'));

  test('names every page once, with its other languages and when it changed', () => {
    const paths = pages.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('/en/');
    expect(paths).toContain('/en/about/');
    const alone = pages.find(({ path }) => path.includes('central-commentary'));
    expect(alone?.alternates).toEqual([{ locale: 'en', path: alone?.path }]);
    expect(alone?.modified).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('is XML with alternates', () => {
    const xml = sitemapXml(pages, site);
    expect(xml).toContain(
      '<xhtml:link rel="alternate" hreflang="km" href="https://samleng.example/km/about/"/>',
    );
    expect(xml).toContain('hreflang="x-default" href="https://samleng.example/"');
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
