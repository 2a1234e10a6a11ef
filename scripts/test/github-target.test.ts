import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toEnvironment } from '../src/environment.ts';
import { GitHubTarget } from '../src/publisher/github-target.ts';
import { Publisher } from '../src/publisher/publisher.ts';
import { until } from './room/workshop.ts';

// Real processes and servers: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

const token = 'ghp_a-token-that-must-not-be-seen';
let server: Server;
let folder: string;
/** What GitHub got: method and path, authorisation, body. */
let got: { path: string; authorization: string | undefined; body: unknown }[];
/** The statuses that GitHub answers with; 204 once they are used up. */
let statuses: number[];
let live: { revision: number; builtAt: string; version: string } | undefined;
let log: string[];

beforeEach(async () => {
  [got, statuses, live, log] = [[], [], undefined, []];
  folder = mkdtempSync(join(tmpdir(), 'samleng-github-'));
  server = createServer(async (request, response) => {
    if (request.url?.startsWith('/release.json'))
      return response.writeHead(live ? 200 : 404).end(JSON.stringify(live));
    let body = '';
    for await (const chunk of request) body += String(chunk);
    got.push({
      path: `${request.method} ${request.url}`,
      authorization: request.headers.authorization,
      body: JSON.parse(body),
    });
    return response.writeHead(statuses.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

let revision = 5;
function makePublisher(): Publisher {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = toEnvironment({
    DATA_DIR: folder,
    SITE_URL: url,
    PUBLISH_TARGET: 'github',
    GITHUB_REPOSITORY: 'samleng/newsroom',
    GITHUB_TOKEN: token,
    GITHUB_API_URL: url,
  });
  const { github } = environment;
  if (!github) throw new Error('The target is not GitHub.');
  return new Publisher({
    target: new GitHubTarget({ ...environment, github }, (line) => log.push(line), [20, 20]),
    askHead: () => Promise.resolve({ revision, log: 'log-one' }),
    log: (line) => log.push(line),
    interval: 3_600_000,
  });
}

async function look(publisher: Publisher, forced = false) {
  const ticket = publisher.request({ forced });
  await until('it has looked', () => (publisher.status().round?.ticket ?? 0) >= ticket);
  return publisher.status().round;
}

describe('With GitHub as the target', () => {
  it('a new revision is dispatched once, however often it is asked for and started again', async () => {
    const publisher = makePublisher();
    expect((await look(publisher))?.result).toBe('dispatched');
    expect(got).toEqual([
      {
        path: 'POST /repos/samleng/newsroom/dispatches',
        authorization: `Bearer ${token}`,
        body: { event_type: 'samleng-publish', client_payload: { revision: 5 } },
      },
    ]);
    for (let n = 0; n < 5; n += 1) await look(publisher);
    await publisher.stop();
    await look(makePublisher());
    expect(got).toHaveLength(1);
  });

  it('nothing is dispatched while the live site shows the revision, and a person can still ask for it', async () => {
    live = { revision: 5, builtAt: new Date().toISOString(), version: '0123456789ab' };
    const publisher = makePublisher();
    expect((await look(publisher))?.result).toBe('unchanged');
    expect(got).toHaveLength(0);
    await look(publisher, true);
    expect(got).toHaveLength(1);
  });

  it('a burst while GitHub is slow to answer becomes one more dispatch', async () => {
    statuses = [503];
    const publisher = makePublisher();
    publisher.request();
    await until('the first try was made', () => got.length === 1);
    let ticket = 0;
    for (let n = 0; n < 20; n += 1) {
      revision += 1;
      ticket = publisher.request();
    }
    await until('all is answered', () => publisher.status().round?.ticket === ticket);
    expect(
      got.map(({ body }) => (body as { client_payload: { revision: number } }).client_payload.revision),
    ).toEqual([5, 5, 25]);
    revision = 5;
  });

  it('trouble in passing is tried again; a refusal is told with its remedy', async () => {
    statuses = [500, 429];
    const publisher = makePublisher();
    expect((await look(publisher))?.result).toBe('dispatched');
    expect(got).toHaveLength(3);
    statuses = [401];
    const round = await look(publisher, true);
    expect(round).toMatchObject({ result: 'failed' });
    expect(round?.message).toMatch(/401.*GITHUB_TOKEN/);
    await publisher.stop();
  });

  it('the token is never written anywhere but into the request', async () => {
    statuses = [500, 403];
    const publisher = makePublisher();
    await look(publisher);
    await publisher.stop();
    expect(JSON.stringify(publisher.status()) + log.join('\n')).not.toContain('ghp_');
  });
});
