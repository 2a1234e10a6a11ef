import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareWithLive } from '../src/publisher/compare-with-live.ts';

let folder: string;
let server: Server;
let url: string;
/** What the live site answers instead of its files. */
let status: number | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-compare-'));
  status = undefined;
  server = createServer((request, response) => {
    const file = join(folder, 'live', new URL(request.url ?? '/', url).pathname);
    if (status !== undefined) return response.writeHead(status).end();
    return existsSync(file) ? response.end(readFileSync(file)) : response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

interface Site {
  readonly pages: readonly string[];
  readonly revision?: number;
  readonly log?: string;
  readonly revoked?: readonly string[];
}

/** Writes what a site says of its pages, in two sitemaps. */
function write(name: 'live' | 'new', { pages, revision = 5, log = 'log-one', revoked = [] }: Site): string {
  const site = join(folder, name);
  mkdirSync(site, { recursive: true });
  const put = (path: string, text: string) => writeFileSync(join(site, path), text);
  const locations = (paths: readonly string[]) => paths.map((path) => `<loc>${url}${path}</loc>`).join('');
  put('sitemap-index.xml', locations(['/sitemap-en-1.xml', '/sitemap-en-2.xml']));
  put('sitemap-en-1.xml', locations(pages.slice(0, 10)));
  put('sitemap-en-2.xml', locations(pages.slice(10)));
  const builtAt = '2026-07-01T12:00:00.000Z';
  put('release.json', JSON.stringify({ revision, builtAt, version: '0123456789ab', log }));
  const digests = revoked.map((path) => createHash('sha256').update(path).digest('hex').slice(0, 16));
  put('revoked.json', JSON.stringify({ pages: digests }));
  return site;
}

const articles = (count: number) => Array.from({ length: count }, (_, n) => `/en/articles/${n}/`);

describe('A build that is deployed elsewhere', () => {
  it('is held back when pages vanish from the live site that nobody took back', async () => {
    write('live', { pages: articles(60) });
    const held = compareWithLive(write('new', { pages: articles(30) }), url);
    await expect(held).rejects.toThrow(
      /30 pages would vanish.*has 60, the new one 30.*pnpm redeploy --force/,
    );
    await expect(held).rejects.toMatchObject({ exitCode: 1 });
  });

  it('may lose a few, the older pages of lists, and all that was taken back since', async () => {
    const pages = articles(60);
    const lists = Array.from({ length: 30 }, (_, n) => `/en/articles/page/${n + 2}/`);
    write('live', { pages: [...pages, ...lists] });
    expect(await compareWithLive(write('new', { pages: articles(58) }), url)).toBe(
      '2 of 60 live pages go, 0 of them were taken back.',
    );
    const less: Site = { pages: articles(20), revoked: pages.slice(15), revision: 9 };
    expect(await compareWithLive(write('new', less), url)).toBe(
      '40 of 60 live pages go, 40 of them were taken back.',
    );
    // The content of a backup, or of another CMS, cannot say what was taken back since.
    for (const before of [
      { ...less, revision: 4 },
      { ...less, log: 'log-two' },
    ])
      await expect(compareWithLive(write('new', before), url)).rejects.toThrow(/only 0 were taken back/);
  });

  it('is the first one where nothing of ours is live yet', async () => {
    const site = write('new', { pages: articles(1) });
    expect(await compareWithLive(site, url)).toContain('nothing to compare with');
    mkdirSync(join(folder, 'live'));
    writeFileSync(join(folder, 'live/release.json'), '<!doctype html>');
    expect(await compareWithLive(site, url)).toContain('nothing to compare with');
  });

  it('waits for another try while the live site cannot be asked', async () => {
    write('live', { pages: articles(60) });
    const site = write('new', { pages: articles(60) });
    status = 503;
    await expect(compareWithLive(site, url, [1])).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringMatching(/release\.json answers 503.*again later/) as string,
    });
    status = undefined;
    rmSync(join(folder, 'live/sitemap-en-2.xml'));
    await expect(compareWithLive(site, url, [])).rejects.toMatchObject({ exitCode: 75 });
    server.close();
    server.closeAllConnections();
    await expect(compareWithLive(site, url, [1])).rejects.toMatchObject({ exitCode: 75 });
  });
});
