import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReleaseStore } from '../src/release-store.ts';
import { closeServer, listen } from '../src/listen.ts';
import { createSiteServer } from '../src/server/site-server.ts';
import { ask, startServing, type Serving } from './room/serving.ts';
import { beginnings, cutOff } from './room/slow-sender.ts';
import { writeBeside } from './room/snapshot.ts';

// Real processes and servers: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

let serving: Serving;

beforeEach(async () => {
  serving = await startServing();
});

afterEach(async () => {
  await serving.end();
});

const write = (id: string, path: string, text: string) => {
  const file = join(serving.dataDir, 'releases', id, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
};

describe('Before the first release', () => {
  it('says in both languages that the site is being prepared', async () => {
    const { status, headers, text } = await serving.get('/en/');
    expect([status, headers['retry-after'], headers['cache-control']]).toEqual([503, '10', 'no-store']);
    expect(text).toMatch(/being prepared/);
    expect(text).toMatch(/lang="km">\p{Script=Khmer}/u);
    expect((await serving.get('/preview/article/one/')).status).toBe(503);
  });
});

describe('A page', () => {
  it('comes with its type, its language encoding and the headers that keep readers safe', async () => {
    serving.release(1);
    const { status, headers } = await serving.get('/en/');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['permissions-policy']).toContain('camera=()');
  });

  it('leaves the rules for pages out with fonts, pictures and data, where they are only bytes', async () => {
    serving.release(1);
    for (const path of ['/release.json', '/_astro/style.1.css', '/media/picture.123.png']) {
      const { headers } = await serving.get(path);
      expect(headers['x-content-type-options'], path).toBe('nosniff');
      expect(headers['content-security-policy'], path).toBeUndefined();
      expect(headers['permissions-policy'], path).toBeUndefined();
    }
  });

  it('comes compressed as the reader can take it, and is the same page every time', async () => {
    serving.release(1);
    const plain = await serving.get('/en/');
    const br = await serving.get('/en/', { 'accept-encoding': 'gzip, deflate, br' });
    const gz = await serving.get('/en/', { 'accept-encoding': 'gzip, br;q=0' });
    expect([plain, br, gz].map(({ headers }) => headers['content-encoding'])).toEqual([
      undefined,
      'br',
      'gzip',
    ]);
    expect(brotliDecompressSync(br.body).toString()).toBe(plain.text);
    expect(gunzipSync(gz.body).toString()).toBe(plain.text);
    expect(br.body.length).toBeLessThan(plain.body.length / 2);
    expect(Number(br.headers['content-length'])).toBe(br.body.length);
    expect(new Set([plain, br, gz].map(({ headers }) => headers.etag)).size).toBe(3);
  });

  it('is not sent again to who has it, and is when it changed', async () => {
    serving.release(1);
    const accept = { 'accept-encoding': 'br' };
    const { headers } = await serving.get('/en/', accept);
    const etag = headers.etag ?? '';
    const again = await serving.get('/en/', { ...accept, 'if-none-match': `"other", W/${etag}` });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
    expect(again.headers.vary).toBe('Accept-Encoding');
    serving.release(2);
    const changed = await serving.get('/en/', { ...accept, 'if-none-match': etag });
    expect(changed.status).toBe(200);
  });

  it('answers HEAD with headers alone, and refuses everything but reading', async () => {
    serving.release(1);
    const head = await serving.get('/en/', {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(100);
    const post = await serving.get('/en/', {}, 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('is found without its slash by a redirect that stays on this host', async () => {
    serving.release(1);
    const { status, headers } = await serving.get('/en/articles/one?from=a');
    expect([status, headers.location]).toEqual([301, '/en/articles/one/?from=a']);
    const sly = await serving.get('//en/articles/one');
    expect(sly.headers.location).toBe('/en/articles/one/');
    expect((await serving.get('//evil.example/..')).status).toBe(404);
  });

  it('that does not exist answers the 404 page, whatever is asked of it', async () => {
    serving.release(1);
    const { status, text, headers } = await serving.get('/en/nowhere/');
    expect(status).toBe(404);
    expect(text).toContain('<title>404.html</title>');
    expect(headers['cache-control']).toBe('no-cache');
    const etag = headers.etag ?? '';
    expect((await serving.get('/en/nowhere/', { 'if-none-match': etag })).status).toBe(404);
    expect((await serving.get('/en/nowhere/', { range: 'bytes=0-5' })).status).toBe(404);
  });
});

describe('A path', () => {
  it.each([
    '/../secret.txt',
    '/en/../../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/en/%5c..%5c..%5csecret.txt',
    '/.hidden',
    '/en/.git/config',
    '/%00',
    '/%zz',
    '/media/../../../secret.txt',
    '/_astro/..%2f..%2f..%2fsecret.txt',
  ])('%s leads nowhere', async (path) => {
    const id = serving.release(1);
    writeFileSync(join(serving.dataDir, 'secret.txt'), 'secret');
    write(id, '.hidden', 'secret');
    write(id, 'en/.git/config', 'secret');
    const { status, text } = await serving.get(path);
    expect(status).toBe(404);
    expect(text).not.toContain('secret');
  });
});

describe('A hashed asset', () => {
  it('may be kept for ever', async () => {
    serving.release(1);
    for (const path of ['/_astro/style.1.css', '/media/picture.123.png']) {
      const { status, headers } = await serving.get(path);
      expect([status, headers['cache-control']], path).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    expect((await serving.get('/media/picture.123.png')).headers['content-type']).toBe('image/png');
  });

  it('of an earlier release is still there for a page opened before the switch; its pages are not', async () => {
    const first = serving.release(1);
    write(first, 'en/articles/withdrawn/index.html', 'withdrawn');
    serving.release(2);
    const style = await serving.get('/_astro/style.1.css');
    expect([style.status, style.text]).toEqual([200, '/* style of revision 1 */']);
    for (const path of [
      '/en/articles/withdrawn/',
      '/en/articles/withdrawn/index.html',
      '/_astro/../en/articles/withdrawn/',
    ])
      expect((await serving.get(path)).status, path).toBe(404);
    expect((await serving.get('/_astro/style.9.css')).status).toBe(404);
    rmSync(join(serving.dataDir, 'releases', first), { recursive: true });
    expect((await serving.get('/_astro/style.1.css')).status).toBe(404);
  });

  it('is sent in parts to who asks for parts', async () => {
    serving.release(1);
    const part = await serving.get('/media/picture.123.png', { range: 'bytes=4-9' });
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, 'really', 'bytes 4-9/20']);
    const text = await serving.get('/en/', { range: 'bytes=0-14', 'accept-encoding': 'br' });
    expect([text.status, text.text, text.headers['content-encoding']]).toEqual([
      206,
      '<!doctype html>',
      undefined,
    ]);
    expect((await serving.get('/media/picture.123.png', { range: 'bytes=99-' })).status).toBe(416);
    const { etag = '' } = part.headers;
    expect((await serving.get('/media/picture.123.png', { 'if-none-match': etag })).status).toBe(304);
  });
});

describe('While releases are switched', () => {
  it('no request fails, and no page mixes two releases', async () => {
    serving.release(1);
    let switching = true;
    const found: string[] = [];
    let asked = 0;
    const readers = Array.from({ length: 6 }, async () => {
      while (switching) {
        const page = await serving.get('/en/articles/one/');
        asked += 1;
        const revision = /revision (\d+)/.exec(page.text)?.[1];
        const style = /href="([^"]+css)"/.exec(page.text)?.[1] ?? '';
        if (page.status !== 200 || style !== `/_astro/style.${revision}.css`)
          found.push(`${page.status} ${style}`);
        const asset = await serving.get(style);
        if (asset.status !== 200 || !asset.text.includes(`revision ${revision} `))
          found.push(`${asset.status} ${style}`);
      }
    });
    for (let revision = 2; revision <= 60; revision += 1) {
      serving.release(revision);
      // A release that was live a moment ago stays: a reader may be between its page and its style.
      serving.store.prune(5);
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
    switching = false;
    await Promise.all(readers);
    expect(found).toEqual([]);
    expect(asked).toBeGreaterThan(50);
  });

  it('a tree that vanishes under a request costs nobody an answer', async () => {
    const store = new ReleaseStore(serving.dataDir, { keep: 2, grace: 0, growth: 0 });
    serving.release(1);
    const page = 'en/articles/one/index.html';
    let switching = true;
    const found = new Set<string>();
    let asked = 0;
    const readers = Array.from({ length: 8 }, async () => {
      while (switching) {
        const { status, text } = await serving.get('/en/articles/one/');
        const { status: picture } = await serving.get('/media/picture.123.png', { range: 'bytes=0-3' });
        found.add(`${status} ${picture} ${/revision \d+/.test(text)}`);
        asked += 1;
      }
    });
    for (let revision = 2; revision <= 120; revision += 1) {
      const spare = await store.spare();
      writeBeside(spare, page, `revision ${revision}`);
      const builtAt = new Date(Date.now() + revision).toISOString();
      writeBeside(spare, 'release.json', JSON.stringify({ revision, builtAt, version: '0123456789ab' }));
      const { id } = store.adopt(spare);
      store.released(id, [page]);
      store.switchTo(id);
      store.prepareSpare();
      // Not even the one before stays here, as if the machine had stood still for two publishes.
      for (const release of store.list()) if (!release.live) store.remove(release.id);
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
    switching = false;
    await Promise.all(readers);
    await store.close();
    expect([...found]).toEqual(['200 206 true']);
    expect(asked).toBeGreaterThan(50);
  });

  it('a link that leads nowhere is no fault of the reader', async () => {
    const id = serving.release(1);
    rmSync(join(serving.dataDir, 'releases', id), { recursive: true });
    const { status } = await serving.get('/en/');
    expect(status).toBe(503);
  });
});

describe('A preview', () => {
  const bundle = (text: string) =>
    `export const handler = (request, response, next) =>
      request.url.startsWith('/preview/article/') ? response.setHeader('cache-control', 'no-store').end('${text}') : next();`;
  const place = (text: string, version = '0123456789ab') => {
    const folder = join(serving.dataDir, 'preview', version);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'entry.mjs'), bundle(text));
  };

  it('is answered by the bundle of the live release, which decides who may frame it', async () => {
    serving.release(1);
    place('draft one');
    const { status, text, headers } = await serving.get('/preview/article/one/?signature=x');
    expect([status, text]).toEqual([200, 'draft one']);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBeUndefined();
    expect(headers['content-security-policy']).toBeUndefined();
    place('draft two');
    expect((await serving.get('/preview/article/one/')).text).toBe('draft two');
    expect((await serving.get('/preview/else/')).status).toBe(404);
  });

  it('says that it is not ready when its bundle is not there', async () => {
    serving.release(1);
    place('of other code', 'ba9876543210');
    const { status, text } = await serving.get('/preview/article/one/');
    expect(status).toBe(503);
    expect(text).toContain('No preview is ready yet');
  });
});

describe('A preview that takes for ever', () => {
  // What a text may do to a renderer, however careful it is: nothing comes to an end any more.
  const endless = (running: string) => `
    import { appendFileSync } from 'node:fs';
    export const handler = (request, response) => {
      if (request.url.startsWith('/preview/quick/')) return response.end('a draft');
      appendFileSync(${JSON.stringify(running)}, '.');
      for (;;);
    };`;
  const cmsUrl = 'https://cms.example.org';

  it('keeps no reader waiting, is ended at its deadline, and says in both languages what to do', async () => {
    serving.release(1);
    const running = join(serving.dataDir, 'running');
    write('../preview/0123456789ab', 'entry.mjs', endless(running));
    const deadlines: AbortController[] = [];
    const deadline = () => {
      const controller = new AbortController();
      deadlines.push(controller);
      return controller.signal;
    };
    const isRunning = (count: number) =>
      vi.waitFor(() => expect(readFileSync(running, 'utf8')).toHaveLength(count), { timeout: 30_000 });
    const server = createSiteServer(serving.dataDir, { cmsUrl, deadline });
    const port = await listen(server, 0, '127.0.0.1', 'SITE_PORT');
    try {
      let answered = 0;
      const previews = ['one', 'two', 'three'].map((name) =>
        ask(port, `/preview/article/${name}/`).finally(() => (answered += 1)),
      );
      // Two at a time; the third waits for its turn.
      await isRunning(2);
      for (let reader = 0; reader < 5; reader += 1) expect((await ask(port, '/en/')).status).toBe(200);
      expect({ answered, begun: deadlines.length }).toEqual({ answered: 0, begun: 2 });

      deadlines.forEach((one) => one.abort());
      for (const { status, text, headers } of await Promise.all(previews.slice(0, 2))) {
        expect(status).toBe(503);
        expect(text).toContain('Shorten its longest text');
        expect(text).toMatch(/lang="km">ការមើលជាមុននេះប្រើពេលយូរពេក/);
        // The editor reads it within the admin.
        expect(headers['content-security-policy']).toContain(`frame-ancestors ${cmsUrl}`);
        expect(headers['x-frame-options']).toBeUndefined();
        expect(headers['cache-control']).toBe('no-store');
      }
      await isRunning(3);
      // While it still runs, a second thread shows other drafts.
      expect((await ask(port, '/preview/quick/')).text).toBe('a draft');
      expect((await ask(port, '/en/')).status).toBe(200);
      deadlines.forEach((one) => one.abort());
      expect((await Promise.all(previews)).map(({ status }) => status)).toEqual([503, 503, 503]);
    } finally {
      await closeServer(server);
    }
  });
});

it('Who sends slower than any line is cut off', async () => {
  serving.release(1);
  const server = createSiteServer(serving.dataDir, { timeoutMs: 100 });
  const port = await listen(server, 0, '127.0.0.1', 'SITE_PORT');
  try {
    await Promise.all(beginnings('/en/').map((text) => cutOff(port, text)));
  } finally {
    await closeServer(server);
  }
});
