import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TreeVerifier } from '../src/publisher/tree-verifier.ts';
import { TreeState } from '../src/publisher/verify-state.ts';
import { verifyTree } from '../src/publisher/verify.ts';
import { xmlTrouble } from '../src/publisher/verify-xml.ts';
import { writeTree } from './room/tree.ts';

vi.setConfig({ testTimeout: 60_000 });

const siteUrl = 'https://samleng.example';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-tree-'));
  writeTree(folder, { revision: 7, version: '0123456789ab', siteUrl });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('The guard in its thread', () => {
  let verifier: TreeVerifier;
  beforeEach(() => {
    verifier = new TreeVerifier(siteUrl);
  });
  afterEach(() => verifier.close());

  it('knows after a scan who leads to a page that goes away, though that file did not change', async () => {
    write('km/index.html', '<a href="/en/articles/one/">one</a>');
    expect(await verifier.scan(folder)).toEqual({ pages: 5, problems: [] });
    rmSync(join(folder, 'en/articles'), { recursive: true });
    const removed = ['/en/articles/one/index.html'];
    const { pages, problems } = await verifier.check(folder, [], removed);
    expect([pages, problems.sort()]).toEqual([
      4,
      [
        '/km/index.html leads to /en/articles/one/, which is not there.',
        `/sitemap-0.xml names ${siteUrl}/en/articles/one/, which is not there.`,
      ],
    ]);
    await verifier.reject();
    write('en/articles/one/index.html', 'back');
    expect((await verifier.check(folder, [], [])).problems).toEqual([]);
  });

  it('reads nothing but what it is told has changed', async () => {
    await verifier.scan(folder);
    write('en/index.html', '<a href="/en/nowhere/">x</a>');
    expect((await verifier.check(folder, ['/km/index.html'], [])).problems).toEqual([]);
    await verifier.forget();
    expect((await verifier.check(folder, ['/km/index.html'], [])).problems).toHaveLength(1);
  });

  it('compares with what was accepted, even if that was not whole', async () => {
    await verifier.scan(folder);
    write('en/index.html', '<a href="/en/new/">x</a>');
    expect((await verifier.check(folder, ['/en/index.html'], [])).problems).toHaveLength(1);
    await verifier.accept();
    write('en/new/index.html', 'new');
    expect(await verifier.check(folder, ['en/new/index.html'], [])).toEqual({ pages: 6, problems: [] });
  });

  it('judges a whole tree where it remembers none, and forgets that one when it is not to be', async () => {
    expect((await verifier.check(folder, [], [])).problems).toEqual([]);
    await verifier.reject();
    write('en/index.html', '<a href="/en/nowhere/">x</a>');
    expect((await verifier.check(folder, [], [])).problems).toHaveLength(1);
  });

  it('says when a tree is not there, and goes on', async () => {
    await expect(verifier.scan(join(folder, 'nothing'))).rejects.toThrow(/ENOENT/);
    expect((await verifier.scan(folder)).pages).toBe(5);
  });
});

const address = fc.constantFrom(
  '/en/',
  '/en/a/',
  '/en/a',
  'b/',
  '../',
  '../b/',
  '/km/',
  `${siteUrl}/en/a/`,
  `${siteUrl}/en/b/?q=1#x`,
  'https://other.example/en/a/',
  '/media/p.1.png',
  '/en/%E1%9E%80/',
  '/en/ក/',
  '/en/a&amp;b/',
  '/%zz/',
  'https://[',
  '//samleng.example/en/b/',
);
const page = fc
  .record({ links: fc.array(address, { maxLength: 4 }), image: fc.option(address) })
  .map(
    ({ links, image }) =>
      `<title>x</title>${links.map((to) => `<a href="${to}">x</a>`).join('')}${image === null ? '' : `<img srcset="${image} 1x, /media/p.1.png 2x">`}`,
  );
const located = fc
  .array(address, { maxLength: 3 })
  .map((all) => all.map((to) => `<url><loc>${to.startsWith('/') ? siteUrl + to : to}</loc></url>`).join(''));
const file = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(
      fc.constantFrom(
        'index.html',
        '404.html',
        'en/index.html',
        'km/index.html',
        'en/a/index.html',
        'en/b/index.html',
        'en/ក/index.html',
      ),
      page,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('media/p.1.png', 'en/a/index.html', 'en/feed.xml', 'release.json'),
      fc.constant(''),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('media/p.1.png'), fc.constant('picture')) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('_astro/x.css'),
      address.map((to) => `a{background:url("${to}")}`),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('release.json'),
      fc.constantFrom('{}', '{"revision":1,"builtAt":"2026-01-01","version":"0123456789ab"}'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('en/feed.xml'),
      address.map((to) => `<rss><link>${to}</link></rss>`),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('en/feed.xml', 'sitemap-b.xml'),
      fc.constantFrom('<a><b></a>', '<a>&</a>', 'x'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constantFrom('sitemap-0.xml', 'sitemap-b.xml'),
      located.map((urls) => `<urlset>${urls}</urlset>`),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('sitemap-index.xml'),
      fc
        .subarray(['sitemap-0.xml', 'sitemap-b.xml', 'sitemap-c.xml'])
        .map(
          (all) =>
            `<sitemapindex>${all.map((name) => `<sitemap><loc>${siteUrl}/${name}</loc></sitemap>`).join('')}</sitemapindex>`,
        ),
    ),
  },
);
const change = fc.oneof(
  { weight: 3, arbitrary: file },
  { weight: 1, arbitrary: file.map(([path]) => [path, null] as const) },
);
const delta = fc.record({ changes: fc.array(change, { maxLength: 5 }), isAccepted: fc.boolean() });

describe('Whatever changes', () => {
  it('the verdict on the change is the verdict on the whole tree, told in another order', () => {
    let troubled = 0;
    let judged = 0;
    fc.assert(
      fc.property(fc.array(file, { maxLength: 12 }), fc.array(delta, { maxLength: 6 }), (files, deltas) => {
        rmSync(folder, { recursive: true });
        const put = (path: string, text: string | null) => {
          if (text === null) rmSync(join(folder, path), { force: true });
          else write(path, text);
        };
        mkdirSync(folder);
        writeTree(folder, { revision: 7, version: '0123456789ab', siteUrl });
        for (const [path, text] of files) put(path, text);
        const state = new TreeState(siteUrl);
        const same = (found: { pages: number; problems: string[] }) => {
          const whole = verifyTree(folder, siteUrl);
          expect({ ...found, problems: found.problems.sort() }).toEqual({
            ...whole,
            problems: whole.problems.sort(),
          });
          judged += 1;
          if (whole.problems.length > 0) troubled += 1;
        };
        same(state.scan(folder));
        for (const { changes, isAccepted } of deltas) {
          const before = new Map(
            changes.map(([path]) => [
              path,
              existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : null,
            ]),
          );
          for (const [path, text] of changes) put(path, text);
          const removed = [...before.keys()].filter((path) => !existsSync(join(folder, path)));
          const changed = [...before.keys()].filter((path) => !removed.includes(path));
          same(state.check(folder, changed, removed));
          if (isAccepted) state.accept();
          else {
            state.reject();
            for (const [path, text] of before) put(path, text);
          }
        }
        same(state.check(folder, [], []));
      }),
      { numRuns: 150 },
    );
    expect([judged > 400, troubled > 100, troubled < judged]).toEqual([true, true, true]);
  });
});

describe('XML', () => {
  it.each([
    '<a/>',
    '<?xml version="1.0"?>\n<!DOCTYPE a>\n<!-- <b> --><a x="1 > 2" y=\'/\'><b/><c>x &amp; &#233; &#xe9;</c></a>\n',
    '<a><![CDATA[<b> & ]]></a>',
    '<x:a href="https://a.example/?b=1&amp;c"/>',
  ])('may be %j', (text) => expect(xmlTrouble(text)).toBeUndefined());

  it.each([
    ['', 'holds no element'],
    ['text', 'has text outside its root element'],
    ['<a>', 'does not close <a>'],
    ['<a><b></a></b>', 'closes <a> where it is not open'],
    ['<a>x & y</a>', 'holds a bare &'],
    ['<a b="x&y"/>', 'holds a bare &'],
    ['<a>1 < 2</a>', 'has a < that begins no tag, at 5'],
    ['<a/><b/>', 'has more than one root element'],
    ['<a>\u0001</a>', 'holds a character that XML does not have'],
    ['<a b="></a>', 'has a < that begins no tag, at 0'],
  ])('may not be %j', (text, trouble) => expect(xmlTrouble(text)).toBe(trouble));
});
