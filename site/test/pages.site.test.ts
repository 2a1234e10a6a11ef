import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { contentPolicy, localeOfPath, locales } from '@samleng/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runBuild } from './support/run-build.ts';
import { readTree } from './support/trees.ts';

const root = mkdtempSync(join(tmpdir(), 'samleng-pages-'));
const site = 'https://samleng.example';
let tree: Map<string, Buffer>;
let pages: { path: string; html: string }[];

beforeAll(async () => {
  const out = join(root, 'tree');
  const run = await runBuild(['--examples', '--out', out], { DATA_DIR: join(root, 'data'), SITE_URL: site });
  expect(run.stderr).toBe('');
  tree = readTree(out);
  pages = [...tree]
    .filter(([name]) => name.endsWith('.html'))
    .map(([name, bytes]) => ({ path: `/${name.replace(/index\.html$/, '')}`, html: bytes.toString() }));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Fails with the paths of all pages that do not satisfy. */
function everyPage(satisfies: (html: string, path: string) => boolean): void {
  expect(pages.filter(({ html, path }) => !satisfies(html, path)).map(({ path }) => path)).toEqual([]);
}

function page(path: string): string {
  return tree.get(`${path.slice(1)}index.html`)?.toString() ?? '';
}

/** Whether search engines are meant to list a page: not the one for errors, nor what each reader sees another of. */
function isListed(html: string): boolean {
  return !html.includes('<meta name="robots" content="noindex');
}

/** What a reader's phone downloads for a page without pictures: HTML, and the font where it is asked for. */
function transferred(path: string): number {
  const html = page(path);
  const linked = [...html.matchAll(/(?:href|src)="(\/_astro\/[^"]+)"/g)].map(([, file = '']) => file);
  const files = [...new Set(linked)].map((file) => tree.get(file.slice(1)) ?? Buffer.alloc(0));
  const weight = (bytes: Buffer, compressed: boolean) => (compressed ? gzipSync(bytes).length : bytes.length);
  return files.reduce(
    (sum, bytes, index) => sum + weight(bytes, !linked[index]?.endsWith('.woff2')),
    weight(Buffer.from(html), true),
  );
}

describe('every page', () => {
  test('says its language, and has one h1, one main and a title', () => {
    everyPage((html, path) => html.includes(`<html lang="${localeOfPath(path) ?? 'en'}"`));
    everyPage((html) => html.match(/<h1[ >]/g)?.length === 1 && html.match(/<main[ >]/g)?.length === 1);
    everyPage((html) => /<title>[^<]{3,}<\/title>/.test(html));
  });

  test('states itself what it may load, before it names anything: some hosts let nobody send a header', () => {
    const policy = `<head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="${contentPolicy}">`;
    everyPage((html) => html.replace(/>\s+</g, '><').includes(policy));
  });

  test('runs no script but files of ours and asks no other host', () => {
    const ours = / src="\/_astro\/[^"]+"| type="application\/(?:ld\+)?json"/;
    everyPage((html) => (html.match(/<script[^>]*>/g) ?? []).every((tag) => ours.test(tag)));
    everyPage((html) => !/(?:src|srcset|poster)="https?:|@import|url\(["']?https?:/.test(html));
    everyPage((html) => !/ on\w+="/.test(html));
  });

  test('uses every id once, and names only ids that exist', () => {
    everyPage((html) => {
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      const named = [...html.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)].map(([, id]) => id);
      return new Set(ids).size === ids.length && named.every((id) => ids.includes(id));
    });
  });

  test('links only to pages that exist', () => {
    const missing = pages.flatMap(({ path, html }) =>
      [...html.matchAll(/<a [^>]*href="(\/[^"#]*)/g)]
        .map(([, href = '']) => href)
        .filter((href) => !tree.has(href.endsWith('/') ? `${href.slice(1)}index.html` : href.slice(1)))
        .map((href) => `${path} → ${href}`),
    );
    expect(missing).toEqual([]);
  });

  test('that a sitemap names is there', () => {
    const sitemaps = [...tree].filter(([name]) => /^sitemap-.*\.xml$/.test(name));
    const named = sitemaps.flatMap(([, bytes]) =>
      [...bytes.toString().matchAll(/<loc>([^<]+)<\/loc>/g)].map(
        ([, address = '']) => new URL(address).pathname,
      ),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => path.endsWith('/') && page(path) === '')).toEqual([]);
  });

  test('names itself and its other languages by whole addresses, each naming the other back', () => {
    const alternates = (html: string) =>
      new Map(
        [...html.matchAll(/rel="alternate" hreflang="(\w\w)" href="([^"]+)"/g)].map(
          ([, lang = '', href = '']) => [lang, href.replace(site, '')],
        ),
      );
    for (const { path, html } of pages) {
      if (!isListed(html) || path === '/') continue;
      expect(html, path).toContain(`<link rel="canonical" href="${site}${path}"`);
      const isFront = locales.some((locale) => path === `/${locale}/`);
      const fallback = isFront ? '/' : ([...alternates(html).values()][0] ?? path);
      expect(html, path).toContain(`hreflang="x-default" href="${site}${fallback}"`);
      for (const href of alternates(html).values())
        expect([...alternates(page(href))]).toEqual([...alternates(html)]);
    }
  });

  test('names a share image with its words, of its own where it is about a document', () => {
    const shared = new Map<string, string[]>();
    for (const { path, html } of pages) {
      if (!isListed(html)) continue;
      const [, image = ''] = /property="og:image" content="([^"]+)"/.exec(html) ?? [];
      expect(image, path).toMatch(/^https:\/\/[^/]+\/share\/(en|km)\/[\w/-]+\.png$/);
      expect(html, path).toMatch(/property="og:image:alt" content="[^"]+"/);
      expect(html, path).toContain('name="twitter:card" content="summary_large_image"');
      shared.set(image, [...(shared.get(image) ?? []), path]);
    }
    for (const [image, paths] of shared)
      if (!image.includes('/home-'))
        expect(new Set(paths.map((path) => path.replace(/page\/\d+\/$/, ''))).size, image).toBe(1);
  });

  test('leads feed readers to feeds that exist: of the language everywhere, of a type on its list', () => {
    const feeds = (path: string) =>
      [
        ...page(path).matchAll(
          /rel="alternate" type="application\/(rss\+xml|feed\+json)" [^>]*href="([^"]+)"/g,
        ),
      ].map(([, , href = '']) => href);
    for (const { path } of pages)
      for (const href of feeds(path)) expect(tree.has(href.slice(1)), href).toBe(true);
    expect(feeds('/en/')).toEqual(['/en/feed.xml', '/en/feed.json']);
    expect(feeds('/km/interviews/')).toEqual([
      '/km/feed.xml',
      '/km/interviews/feed.xml',
      '/km/interviews/feed.json',
    ]);
    expect(feeds('/en/about/')).toEqual(['/en/feed.xml']);
  });

  test('holds structured data that is JSON, with whole addresses', () => {
    for (const { path, html } of pages) {
      const [, text] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
      if (text === undefined) continue;
      const { '@graph': graph } = JSON.parse(text) as { '@graph': Record<string, unknown>[] };
      expect(graph.length, path).toBeGreaterThan(0);
      expect(text, path).not.toMatch(/"(?:@id|url|item|image)":"\//);
    }
  });
});

describe('a page in Khmer', () => {
  test('preloads the Khmer font, and a page in English does not know it', () => {
    const preload = /<link rel="preload" href="\/_astro\/samleng-khmer\.[\w-]+\.woff2" as="font"/;
    // The search has to be light: it first looks whether the phone has the font.
    const wants = (path: string) => localeOfPath(path) === 'km' && !path.endsWith('/search/');
    everyPage((html, path) => preload.test(html) === wants(path));
  });
});

describe('a text article', () => {
  test('weighs at most 25 KB in English and 45 KB in Khmer, everything counted', () => {
    expect(transferred('/en/articles/central-commentary-labour-rights/')).toBeLessThanOrEqual(25 * 1024);
    for (const locale of locales) {
      const limit = locale === 'en' ? 25 : 45;
      expect(transferred(`/${locale}/about/`)).toBeLessThanOrEqual(limit * 1024);
      expect(transferred(`/${locale}/articles/yang-sophorn-learning-to-lead/`)).toBeLessThanOrEqual(
        limit * 1024,
      );
    }
  });
});

describe('the end of a piece', () => {
  test('leads on: plain ways to share it, a code for paper, how to cite it, what to read next', () => {
    for (const locale of locales) {
      const path = `/${locale}/articles/yang-sophorn-learning-to-lead/`;
      const html = page(path);
      const address = encodeURIComponent(site + path);
      expect(html).toContain(`href="https://t.me/share/url?url=${address}&`);
      expect(html).toContain(`href="https://www.facebook.com/sharer/sharer.php?u=${address}"`);
      expect(html).toMatch(/<svg class="qr" viewBox="0 0 (\d+) \1"/);
      expect(html).toMatch(new RegExp(`class="citation">[^<]+${site}${path}`));
      expect(html.match(/class="next-piece/g)?.length).toBeGreaterThan(0);
      expect(html).toMatch(/<a class="older"/);
    }
  });

  test('is no heavier for the code than a kilobyte', () => {
    const html = page('/en/articles/yang-sophorn-learning-to-lead/');
    const code = /<svg class="qr".*?<\/svg>/s.exec(html)?.[0] ?? '';
    expect(gzipSync(html).length - gzipSync(html.replace(code, '')).length).toBeLessThanOrEqual(1024);
    expect(code).not.toBe('');
  });
});

describe('an untranslated article', () => {
  test('says on its page that the other language does not exist yet', () => {
    const html = page('/en/articles/central-commentary-labour-rights/');
    expect(html).toContain('Not yet in Khmer');
    expect(html).not.toContain('href="/km/articles/central-commentary');
  });

  test('is labelled in the other language’s list', () => {
    expect(page('/km/articles/')).toContain('ជាភាសាអង់គ្លេស មិនទាន់មានជាភាសាខ្មែរ');
  });
});
