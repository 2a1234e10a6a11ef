import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Document } from '@samleng/shared';
import { exampleMediaFolder } from '@samleng/shared/examples';
import { toEnvironment } from '../environment.ts';
import { remove } from '../files.ts';
import { closeServer, listen } from '../listen.ts';
import { build } from '../publisher/builder.ts';
import { ReleaseStore } from '../release-store.ts';
import { createSiteServer } from '../server/site-server.ts';
import { feedOf, readerContent } from './reader-content.ts';

/** The readers' site: a real build of the examples behind the real static server. */
export interface ReaderSite {
  /** Without a slash at its end. */
  readonly origin: string;
  /** The folder of the built pages. */
  readonly tree: string;
  /** All bytes that the server has sent so far, headers and all, to whoever asked. */
  sent(): number;
  close(): Promise<void>;
}

interface Options {
  /** Builds into this folder and leaves it, or serves what was built there before. */
  readonly keep?: string;
  /** What the site holds; otherwise `readerContent`. */
  readonly documents?: readonly Document[];
  readonly onLine?: (line: string) => void;
}

/** Builds and serves the readers' site on a free port of this machine. */
export async function openReaderSite({ keep, onLine, documents }: Options = {}): Promise<ReaderSite> {
  const dataDir = keep ?? mkdtempSync(join(tmpdir(), 'samleng-readers-'));
  mkdirSync(dataDir, { recursive: true });
  const server = createSiteServer(dataDir);
  const count = countBytes(server);
  // Pages name their own address, so a site that was kept is served where it was built for.
  const portFile = join(dataDir, 'port');
  const wanted = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
  const port = await listen(server, wanted, '127.0.0.1', 'SITE_PORT');
  const site: ReaderSite = {
    origin: `http://127.0.0.1:${port}`,
    tree: join(dataDir, 'current'),
    sent: count,
    async close() {
      await closeServer(server, 200);
      if (!keep) remove(dataDir);
    },
  };
  try {
    if (!existsSync(site.tree)) await buildInto(dataDir, site.origin, documents ?? readerContent(), onLine);
    writeFileSync(portFile, String(port));
    return site;
  } catch (error) {
    await site.close();
    throw error;
  }
}

async function buildInto(
  dataDir: string,
  siteUrl: string,
  documents: readonly Document[],
  onLine?: (line: string) => void,
): Promise<void> {
  const token = 'a-token-for-a-feed-that-is-no-secret';
  const cms = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://cms');
    if (pathname === '/api/feed')
      return response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(feedOf(documents));
    const picture = new URL(basename(pathname), exampleMediaFolder);
    if (pathname.startsWith('/uploads/') && existsSync(picture)) return response.end(readFileSync(picture));
    return response.writeHead(404).end();
  });
  const cmsPort = await listen(cms, 0, '127.0.0.1', 'CMS_PORT');
  const cmsUrl = `http://127.0.0.1:${cmsPort}`;
  try {
    const store = new ReleaseStore(dataDir);
    const out = store.draft();
    const environment = toEnvironment({ DATA_DIR: dataDir, CMS_URL: cmsUrl, SITE_URL: siteUrl });
    // Nothing that this machine has set for a Samleng of its own.
    const extraEnv = { ENV_FILE: '/does/not/exist', CONTENT_SOURCE: '', CMS_TOKEN: token };
    await build({ environment, out, extraEnv, onLine });
    store.switchTo(store.adopt(out).id);
  } finally {
    await closeServer(cms, 200);
  }
}

/** Counts what a server sends. @returns the sum so far. */
function countBytes(server: Server): () => number {
  const open = new Set<{ readonly bytesWritten: number }>();
  let closed = 0;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      closed += socket.bytesWritten;
    });
  });
  return () => [...open].reduce((sum, { bytesWritten }) => sum + bytesWritten, closed);
}
