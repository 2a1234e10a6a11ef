import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReleaseStore } from '../../src/release-store.ts';
import { closeServer, listen } from '../../src/listen.ts';
import { createSiteServer } from '../../src/server/site-server.ts';
import { writeTree } from './tree.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** A real static server over releases of the test's making. */
export interface Serving {
  readonly dataDir: string;
  readonly store: ReleaseStore;
  /** Makes a release and shows it. */
  release(revision: number): string;
  /** Sends the path exactly as written, without the tidying that fetch does. */
  get(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Answer>;
  end(): Promise<void>;
}

/** Sends a path exactly as written to a server on this machine, and takes the whole answer. */
export function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const { statusCode: status = 0, headers: got } = response;
        resolve({ status, headers: got, body, text: body.toString() });
      });
    });
    sent.on('error', reject).end();
  });
}

export async function startServing(): Promise<Serving> {
  const dataDir = mkdtempSync(join(tmpdir(), '.samleng-serving-'));
  const store = new ReleaseStore(dataDir);
  store.prepare();
  const server = createSiteServer(dataDir);
  const port = await listen(server, 0, '127.0.0.1', 'SITE_PORT');
  return {
    dataDir,
    store,
    release(revision) {
      const draft = store.draft();
      writeTree(draft, { revision, version: '0123456789ab', siteUrl: 'http://site.localhost' });
      const { id } = store.adopt(draft);
      store.switchTo(id);
      return id;
    },
    get: (path, headers, method) => ask(port, path, headers, method),
    async end() {
      await closeServer(server);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
