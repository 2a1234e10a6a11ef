import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linksOf } from '../src/publisher/links.ts';
import { tellProblems, verifyTree } from '../src/publisher/verify.ts';
import { writeTree } from './room/tree.ts';

const siteUrl = 'https://samleng.example';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-tree-'));
  writeTree(folder, { revision: 7, version: '0123456789ab', siteUrl });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const problems = () => verifyTree(folder, siteUrl).problems;
const page = (html: string) => writeFileSync(join(folder, 'en/index.html'), html);

describe('A whole tree', () => {
  it('may go live, and its pages are counted', () => {
    expect(verifyTree(folder, siteUrl)).toEqual({ pages: 5, problems: [] });
  });

  it('may name a share image that is drawn a moment later, there and nowhere else', () => {
    const later = `${siteUrl}/share/en/articles/one-0a1b2c.png`;
    page(`<meta property="og:image" content="${later}">`);
    expect(problems()).toEqual([]);
    for (const html of [
      `<img src="${later}" alt="">`,
      `<a href="${later}">x</a>`,
      `<meta property="og:image" content="${siteUrl}/share/../media/one-0a1b2c.png">`,
      `<meta property="og:image" content="${siteUrl}/shared/en/one-0a1b2c.png">`,
    ]) {
      page(html);
      expect(problems(), html).toHaveLength(1);
    }
  });

  it('may lead to other sites, to mail, to places on the page and to what it asks by a query', () => {
    page(
      '<a href="https://other.example/x">x</a><a href="mailto:a@b.localhost">m</a><a href="#here">h</a>' +
        '<a href="?q=1">q</a><a href="../km/?a=b#c">k</a><a href="/en/articles/one/">one</a>' +
        '<script>const html = "<a href=/nowhere/>";</script><!-- <a href="/gone/">x</a> -->' +
        '<p title="a > b" data-src="/not-a-link"><img src="data:image/png;base64,AA" alt=""></p>',
    );
    expect(problems()).toEqual([]);
  });
});

/** What an editor may write, where it stands inside an attribute, a title or a text. */
const written = [
  'Shows <img src=pic.png> on a screen',
  'How <script> works',
  "It's <a href='/nowhere/'>a link</a>",
  '<!-- <style> url(/gone.png)',
  '</script><link rel="stylesheet" href="/x.css">',
];
const quoted = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

describe('Markup that somebody writes about', () => {
  it.each(written)('is no markup of the page: %s', (title) => {
    for (const alt of written) {
      const escaped = title.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      // A script of ours after it: what is taken for the beginning of one would end there.
      const around = (html: string) =>
        `<title>${escaped}</title><meta name="description" content="${quoted(title)}"><script src="/_astro/a.js"></script>` +
        `<img alt="${quoted(alt)}" src="/media/picture.123.png"><p title="${quoted(title)}">${escaped}</p>${html}`;
      writeFileSync(join(folder, '_astro/a.js'), 'a');
      page(around(''));
      expect(problems(), alt).toEqual([]);
      page(around('<a href="/en/gone/">x</a>'));
      expect(problems(), alt).toEqual(['/en/index.html leads to /en/gone/, which is not there.']);
    }
  });
});

describe('A tree is held back when', () => {
  it.each([
    ['a page leads nowhere', '<a href="/en/gone/">x</a>', '/en/gone/'],
    ['a relative link leads nowhere', '<a class=x href=gone/>x</a>', 'gone/'],
    [
      'a full address of our own leads nowhere',
      `<link rel="canonical" href="${siteUrl}/x/">`,
      `${siteUrl}/x/`,
    ],
    ['a link lacks its last slash', '<a href="/en/articles/one">x</a>', '/en/articles/one'],
    ['a picture is missing', '<img alt="a > b" src="/media/gone.1.png">', '/media/gone.1.png'],
    [
      'one size of a picture is missing',
      '<img srcset="/media/picture.123.png 1x, /media/b.png 2x">',
      '/media/b.png',
    ],
    [
      'a style asks for a missing font',
      '<style>@font-face{src:url("/fonts/x.woff2")}</style>',
      '/fonts/x.woff2',
    ],
    [
      'the share image is missing',
      `<meta property="og:image" content="${siteUrl}/media/s.png">`,
      `${siteUrl}/media/s.png`,
    ],
    ['an address is written with entities', '<a href="/en/a&amp;b/">x</a>', '/en/a&b/'],
  ])('%s', (_name, html, address) => {
    page(html);
    expect(problems()).toEqual([`/en/index.html leads to ${address}, which is not there.`]);
  });

  it('words that look like addresses stand inside quotes', () => {
    page(
      `<meta content="Raw data = the survey, it's <a href=nowhere> and src=x"><a href='/en/'>a "b" src=y</a>`,
    );
    expect(problems()).toEqual([]);
  });

  it.each([
    'en/index.html',
    'km/index.html',
    'index.html',
    '404.html',
    'release.json',
    'sitemap-index.xml',
    'sitemap-0.xml',
  ])('%s is missing', (path) => {
    rmSync(join(folder, path));
    expect(problems().join('\n')).toContain(path);
  });

  it('the sitemap names a page that is not there, or none', () => {
    rmSync(join(folder, 'en/articles'), { recursive: true });
    expect(problems().join('\n')).toContain(`/sitemap-0.xml names ${siteUrl}/en/articles/one/`);
    writeFileSync(join(folder, 'sitemap-0.xml'), '<urlset></urlset>');
    expect(problems()).toContain('/sitemap-0.xml names no page.');
  });

  it('a feed leads nowhere', () => {
    const item = `<item><link>${siteUrl}/en/articles/gone/</link><enclosure url="/media/gone.png"/></item>`;
    writeFileSync(join(folder, 'en/feed.xml'), `<rss><channel>${item}</channel></rss>`);
    expect(problems()).toHaveLength(2);
  });

  it('something is empty, or release.json states nothing', () => {
    writeFileSync(join(folder, 'media/picture.123.png'), '');
    writeFileSync(join(folder, 'release.json'), '{"revision":"7"}');
    expect(problems()).toEqual([
      '/release.json is missing or does not state revision, builtAt and version.',
      '/media/picture.123.png is empty.',
    ]);
  });
});

describe('The words about it', () => {
  it('name the first problems and count the rest', () => {
    const told = tellProblems(Array.from({ length: 30 }, (_, n) => `problem ${n}`));
    expect(told.split('\n')).toHaveLength(9);
    expect(told).toContain('and 22 more');
  });

  it('know the addresses in a style', () => {
    expect(
      linksOf('/a.css', `a{background:url(/x.png)}b{src:url('y.woff2') url("data:font/woff2,AA")}`),
    ).toEqual(['/x.png', 'y.woff2']);
  });
});
