import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startNode } from '../src/child.ts';
import { root } from '../src/environment.ts';
import { closeServer, listen } from '../src/listen.ts';
import { keepApart } from '../src/publisher/keep-apart.ts';
import { ReleaseStore } from '../src/release-store.ts';
import { createSiteServer } from '../src/server/site-server.ts';
import { ensureNginx, startNginx, type Nginx } from './house/nginx.ts';
import { ask, type Answer } from './room/serving.ts';

const program = await ensureNginx();

/** Two releases of the built site, told apart by this in every page. */
const [first, second] = ['20260101-000000-r1', '20260101-000100-r2'] as const;
const mark = (id: string) => `<!-- release ${id} -->`;

let folder: string;
let dataDir: string;
let store: ReleaseStore;
let site: Server;
let sitePort: number;
let cms: Server;
let nginx: Nginx;
/** Every path of the site's files. */
let files: string[];

beforeAll(async () => {
  if (!program) return;
  folder = mkdtempSync(join(tmpdir(), 'samleng-behind-nginx-'));
  dataDir = join(folder, 'data');
  await buildExamples(join(dataDir, 'releases', first));
  files = filesOf(join(dataDir, 'releases', first));
  cpSync(join(dataDir, 'releases', first), join(dataDir, 'releases', second), { recursive: true });
  for (const id of [first, second]) finish(id);
  // As the publisher does before a switch: both were made within a second, of pages of the same size.
  keepApart(join(dataDir, 'releases', second), files, [join(dataDir, 'releases', first)]);
  store = new ReleaseStore(dataDir);
  site = createSiteServer(dataDir);
  sitePort = await listen(site, 0, '127.0.0.1', 'SITE_PORT');
  cms = createServer((request, response) => {
    request.resume().on('end', () => response.end(`CMS: ${request.method} ${request.url}`));
  });
  const cmsPort = await listen(cms, 0, '127.0.0.1', 'CMS_PORT');
  store.switchTo(second);
  nginx = await startNginx({ program, dataDir, site: sitePort, cms: cmsPort });
});

afterAll(async () => {
  await nginx?.end();
  if (site) await closeServer(site);
  if (cms) await closeServer(cms);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => store?.switchTo(second));

async function buildExamples(out: string): Promise<void> {
  const lines: string[] = [];
  const child = startNode({
    args: [join(root, 'site/src/build.ts'), '--out', out],
    env: {
      ...process.env,
      DATA_DIR: join(folder, 'build-data'),
      CONTENT_SOURCE: 'examples',
      SITE_URL: 'http://site.localhost',
      NODE_ENV: 'production',
    },
    onLine: (line) => lines.push(line),
  });
  const { code } = await child.exit;
  if (code !== 0) throw new Error(`The examples could not be built:\n${lines.slice(-20).join('\n')}`);
}

/** What no example has: a hashed asset of this release alone, a draft, things that are not to be seen. */
function finish(id: string): void {
  const release = join(dataDir, 'releases', id);
  for (const path of files.filter((name) => name.endsWith('.html')))
    writeFileSync(join(release, path), readFileSync(join(release, path), 'utf8') + mark(id));
  for (const [path, text] of Object.entries({
    [`_astro/only.${id}.css`]: `/* of ${id} */`,
    'media/large.0.bin': 'x'.repeat(3 * 1024 * 1024),
    'odd.unknown': 'who knows',
    'short.txt': 'short',
    '.hidden': 'secret',
    'en/.git/config': 'secret',
    '.git/index.html': 'secret',
    'en/empty/deeper/index.html': '<!doctype html><title>deep</title>',
  })) {
    mkdirSync(join(release, path, '..'), { recursive: true });
    writeFileSync(join(release, path), text);
  }
  if (!existsSync(join(folder, 'data/secret.txt'))) writeFileSync(join(folder, 'data/secret.txt'), 'secret');
}

function filesOf(tree: string): string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `/${relative(tree, join(entry.parentPath, entry.name))}`);
}

/** Each server has its own of these, and may. */
const own = new Set(['date', 'server', 'connection', 'keep-alive', 'transfer-encoding']);

/** What readers notice of an answer. That parts may be asked for needs saying only of a whole. An ETag is each server's own way of counting: only that there is one matters. */
function seen({ status, headers, body }: Answer) {
  const kept = Object.entries(headers)
    .filter(([name]) => !own.has(name) && !(name === 'accept-ranges' && status !== 200))
    .map(([name, value]) => [name, name === 'etag' ? 'an etag' : value] as const);
  const shown = Object.fromEntries(kept);
  // Nobody sees the body of a redirect.
  if (status === 301) return { status, headers: { ...shown, 'content-type': '', 'content-length': '' } };
  return { status, headers: shown, body: body.toString('base64') };
}

async function both(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const [ours, theirs] = [
    await ask(sitePort, path, headers, method),
    await ask(nginx.sitePort, path, headers, method),
  ];
  return { ours, theirs };
}

describe.skipIf(!program)('nginx with our configuration answers as our own site server does', () => {
  it('for every file and every page of the site', async () => {
    expect(files.length).toBeGreaterThan(50);
    for (const path of files.flatMap((file) => [file, file.replace(/index\.html$/, '')])) {
      const { ours, theirs } = await both(path);
      expect(ours.status, path).toBe(200);
      expect(seen(theirs), path).toEqual(seen(ours));
    }
  });

  it.each([
    ['a folder without its slash', '/en/articles'],
    ['a folder without its slash, asked with a query', '/en/articles?page=2&x=%2f'],
    ['a folder without its slash, slashes doubled', '//en//articles'],
    ['a folder that holds no page', '/_astro'],
    ['a folder that holds no page, with its slash', '/_astro/'],
    ['a folder that holds only folders', '/en/empty'],
    ['what does not exist', '/en/nowhere/'],
    ['what does not exist, without a slash', '/en/nowhere'],
    ['a page below a file', '/release.json/'],
    ['the 404 page by its name', '/404.html'],
    ['a file of no known kind', '/odd.unknown'],
    ['a text too short to be worth compressing', '/short.txt'],
    ['a large file', '/media/large.0.bin'],
    ['an asset of the release before', `/_astro/only.${first}.css`],
    ['an asset of no release', '/_astro/only.never.css'],
    ['a picture of no release, in a folder of none', '/media/never/at-all.webp'],
    ['a page as the release before alone had it', `/en/only.${first}.html`],
    ['a hidden file', '/.hidden'],
    ['a hidden folder', '/en/.git/config'],
    ['a hidden folder with a page', '/.git/'],
    ['a slash that comes encoded', '/en%2farticles/'],
    ['a backslash', '/en/%5c..%5csecret.txt'],
    ['a sign out of another alphabet', '/en/articles/%E1%9E%80/'],
    ['a query that looks like a path', '/en/?next=/../../secret.txt'],
  ])('for %s', async (_what, path) => {
    for (const method of ['GET', 'HEAD']) {
      const { ours, theirs } = await both(path, {}, method);
      expect(seen(theirs), method).toEqual(seen(ours));
      expect(theirs.text).not.toContain('secret');
    }
  });

  it.each([
    '/../secret.txt',
    '/en/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%00',
    '/%zz',
  ])('or refuses like it: %s', async (path) => {
    const { ours, theirs } = await both(path);
    expect(ours.status).toBe(404);
    expect([400, 404]).toContain(theirs.status);
    expect(theirs.text).not.toContain('secret');
  });

  it('to who can take it compressed', async () => {
    for (const path of ['/en/', '/en/feed.xml', '/short.txt', '/en/nowhere/', '/media/large.0.bin']) {
      const plain = await ask(sitePort, path);
      const { ours, theirs } = await both(path, { 'accept-encoding': 'gzip' });
      expect(theirs.headers['content-encoding'], path).toBe(ours.headers['content-encoding']);
      const isPacked = theirs.headers['content-encoding'] === 'gzip';
      expect(isPacked, path).toBe(plain.text.length > 860 && !path.startsWith('/media'));
      expect((isPacked ? gunzipSync(theirs.body) : theirs.body).equals(plain.body), path).toBe(true);
      for (const name of ['vary', 'cache-control', 'content-type', 'content-security-policy'])
        expect(theirs.headers[name], `${path} ${name}`).toBe(ours.headers[name]);
    }
  });

  it.each(['identity', 'gzip'])('to who has it already (%s)', async (encoding) => {
    for (const path of ['/en/', `/_astro/only.${second}.css`]) {
      const headers = { 'accept-encoding': encoding };
      const before = await both(path, headers);
      const again = async (port: number, { headers: { etag = '' } }: Answer) =>
        ask(port, path, { ...headers, 'if-none-match': etag });
      const ours = await again(sitePort, before.ours);
      const theirs = await again(nginx.sitePort, before.theirs);
      expect(ours.status).toBe(304);
      expect(seen(theirs), path).toEqual(seen(ours));
    }
  });

  it('to who has what the release before had', async () => {
    for (const path of ['/en/', '/release.json']) {
      store.switchTo(first);
      const { etag = '' } = (await ask(nginx.sitePort, path)).headers;
      store.switchTo(second);
      const answer = await ask(nginx.sitePort, path, { 'if-none-match': etag });
      expect([answer.status, answer.text.includes(mark(second))], path).toEqual([200, path === '/en/']);
    }
  });

  it('to who asks for a part', async () => {
    for (const range of ['bytes=4-9', 'bytes=-5', 'bytes=100-']) {
      const { ours, theirs } = await both('/media/large.0.bin', { range });
      expect(ours.status).toBe(206);
      expect(seen(theirs), range).toEqual(seen(ours));
    }
    const beyond = await both('/media/large.0.bin', { range: 'bytes=9999999-' });
    expect([beyond.ours.status, beyond.theirs.status]).toEqual([416, 416]);
    const missing = await both('/en/nowhere/', { range: 'bytes=0-5' });
    expect(seen(missing.theirs)).toEqual(seen(missing.ours));
  });

  it('to who wants more than to read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { ours, theirs } = await both('/en/', {}, method);
      for (const { status, headers } of [ours, theirs])
        expect([status, headers.allow, headers['cache-control']]).toEqual([405, 'GET, HEAD', 'no-store']);
    }
  });

  it('for a draft, which the site server itself shows', async () => {
    const { version } = JSON.parse(
      readFileSync(join(dataDir, 'releases', second, 'release.json'), 'utf8'),
    ) as { version: string };
    const bundle = join(dataDir, 'preview', version);
    mkdirSync(bundle, { recursive: true });
    writeFileSync(
      join(bundle, 'entry.mjs'),
      `export const handler = (request, response) => {
        response.setHeader('cache-control', 'no-store');
        response.setHeader('content-security-policy', "frame-ancestors 'self'");
        response.end('draft ' + request.url);
      };`,
    );
    const { ours, theirs } = await both('/preview/article/one/?signature=x%2fy');
    expect(ours.text).toBe('draft /preview/article/one/?signature=x%2fy');
    expect({ ...seen(theirs), headers: { ...theirs.headers, 'x-frame-options': 'none' } }).toMatchObject({
      status: 200,
      body: ours.body.toString('base64'),
      headers: {
        'cache-control': 'no-store',
        'content-security-policy': "frame-ancestors 'self'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'none',
      },
    });
    expect(theirs.headers['x-frame-options']).toBeUndefined();
  });
});

describe.skipIf(!program)('nginx, while the link is switched two hundred times', () => {
  it('fails no request, and sends no body that is neither release', async () => {
    const pages = files.filter((file) => file.endsWith('/index.html')).slice(0, 12);
    const expected = new Map(
      pages.map((page) => [
        page,
        [first, second].map((id) => readFileSync(join(dataDir, 'releases', id, page), 'utf8')),
      ]),
    );
    const found: string[] = [];
    const counts = [0, 0];
    let switching = true;
    const readers = Array.from({ length: 6 }, async (_reader, number) => {
      for (let n = number; switching; n += 1) {
        const page = pages[n % pages.length] ?? '';
        const path = page.replace(/index\.html$/, '');
        const answer = await ask(nginx.sitePort, path).catch((error: unknown) => ({
          status: String(error),
          text: '',
        }));
        const which = expected.get(page)?.indexOf(answer.text) ?? -1;
        if (answer.status !== 200 || which < 0)
          found.push(`${path}: ${answer.status}, ${answer.text.slice(-60)}`);
        else counts[which] = (counts[which] ?? 0) + 1;
        // Whichever release the page is of, its own asset is there.
        const asset = await ask(nginx.sitePort, `/_astro/only.${[first, second][n % 2]}.css`);
        if (asset.status !== 200) found.push(`asset: ${asset.status}`);
      }
    });
    for (let n = 0; n < 200; n += 1) {
      const id = n % 2 ? second : first;
      store.switchTo(id);
      // From the first request after a switch on, nothing but the new release is sent.
      const { text } = await ask(nginx.sitePort, '/en/');
      if (!text.includes(mark(id))) found.push(`switch ${n}: ${text.slice(-60)}`);
    }
    switching = false;
    await Promise.all(readers);
    expect(found).toEqual([]);
    expect(Math.min(...counts)).toBeGreaterThan(10);
    process.stdout.write(
      `nginx: 200 switches, ${counts[0]} + ${counts[1]} pages of two releases, 0 failures\n`,
    );
    expect(nginx.errors()).not.toMatch(/\[(warn|emerg|crit|alert)\]/);
  });
});

describe.skipIf(!program)('Before the CMS, nginx', () => {
  const get = (path: string) => ask(nginx.cmsPort, path);

  it('lets the admin, its uploads, the feed and the preview through', async () => {
    for (const path of [
      '/admin/',
      '/content-manager/x?y=%2f',
      '/upload',
      '/uploads/a.png',
      '/api/feed?since=3',
      '/api/preview/article/one',
    ])
      expect((await get(path)).text, path).toBe(`CMS: GET ${path}`);
  });

  it('keeps the rest of the content API to itself, however it is written', async () => {
    for (const path of [
      '/api/articles',
      '/api/',
      '/api/feed/x',
      '/api/./articles',
      '//api/articles',
      '/x/../api/articles',
      '/%61pi/articles',
      '/API/articles?status=draft',
      '/Api/articles',
      '/%41pi/articles',
      '/api',
      '/api%2farticles',
      '/api/preview/../articles',
      '/API/preview/article/one',
    ])
      expect((await get(path)).status, path).toBe(404);
  });

  it('takes a file as large as the CMS does, and no larger', async () => {
    const post = (bytes: number) =>
      fetch(`http://127.0.0.1:${nginx.cmsPort}/upload`, { method: 'POST', body: Buffer.alloc(bytes) });
    expect((await post(20 * 1024 * 1024 + 10_000)).status).toBe(200);
    expect((await post(22 * 1024 * 1024)).status).toBe(413);
  });
});
