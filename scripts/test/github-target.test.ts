import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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
/** What GitHub says of the workflow's runs, newest first, and how often it was asked. */
let runs: Record<string, unknown>[];
let runsStatus: number;
let runsHeaders: Record<string, string>;
let asked: { ifNoneMatch: string | undefined; at: number }[];

beforeEach(async () => {
  [got, statuses, live, log] = [[], [], undefined, []];
  [runs, runsStatus, runsHeaders, asked] = [[], 200, {}, []];
  folder = mkdtempSync(join(tmpdir(), 'samleng-github-'));
  server = createServer(async (request, response) => {
    if (request.url?.startsWith('/release.json'))
      return response.writeHead(live ? 200 : 404).end(JSON.stringify(live));
    if (request.url?.startsWith('/repos/samleng/newsroom/actions/runs?'))
      return answerRuns(request, response);
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

function answerRuns(request: IncomingMessage, response: ServerResponse) {
  const ifNoneMatch = request.headers['if-none-match'];
  asked.push({ ifNoneMatch, at: Date.now() });
  if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end();
  if (!request.url?.includes('event=repository_dispatch')) return response.writeHead(400).end();
  const body = JSON.stringify({ total_count: runs.length, workflow_runs: runs });
  const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
  if (ifNoneMatch === etag) return response.writeHead(304, runsHeaders).end();
  return response.writeHead(runsStatus, { etag, ...runsHeaders }).end(runsStatus === 200 ? body : '{}');
}

/** A run as GitHub tells it. */
function run(change: Record<string, unknown> = {}) {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  return {
    id: 7,
    path: '.github/workflows/publish.yml',
    event: 'repository_dispatch',
    html_url: 'https://github.localhost/samleng/newsroom/actions/runs/7',
    status: 'queued',
    conclusion: null,
    created_at: now,
    run_started_at: now,
    updated_at: now,
    ...change,
  };
}

let revision = 5;
let target: GitHubTarget;
function makePublisher(pace = 20): Publisher {
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
  // Its own: what an earlier publisher still has to say belongs to an earlier test.
  const own = log;
  target = new GitHubTarget({ ...environment, github }, (line) => own.push(line), [20, 20], pace);
  return new Publisher({
    target,
    askHead: () => Promise.resolve({ revision, log: 'log-one' }),
    log: (line) => own.push(line),
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

  it('a person who lets it through over the guard tells the workflow, which has one', async () => {
    const publisher = makePublisher();
    publisher.request({ forced: true, overGuard: true });
    await until('it was dispatched', () => got.length === 1);
    expect(got[0]?.body).toEqual({
      event_type: 'samleng-publish',
      client_payload: { revision: 5, force: true },
    });
    await publisher.stop();
  });

  it('a burst while GitHub is slow to answer becomes one more dispatch', async () => {
    statuses = [503];
    const publisher = makePublisher();
    publisher.request();
    await until('the first try was made', () => got.length > 0);
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

describe('What became of a dispatch', () => {
  const state = () => target.remote()?.state;

  it('is told from the dispatch by the run to the live site', async () => {
    const publisher = makePublisher();
    await look(publisher);
    expect(target.remote()).toMatchObject({ state: 'dispatched', revision: 5 });
    expect(target.remote()?.url).toBeUndefined();
    runs = [run()];
    await until('its run is known', () => target.remote()?.url !== undefined);
    expect(state()).toBe('dispatched');
    runs = [run({ status: 'in_progress' })];
    await until('it runs', () => state() === 'running');
    runs = [run({ status: 'completed', conclusion: 'success' })];
    await until('it is done', () => target.remote()?.message?.includes('is done') === true);
    expect(state()).toBe('running');
    live = { revision: 5, builtAt: new Date(Date.now() + 60_000).toISOString(), version: '0123456789ab' };
    await look(publisher);
    expect(target.remote()).toBeNull();
    const before = asked.length;
    for (let n = 0; n < 5; n += 1) expect(target.remote()).toBeNull();
    expect(asked).toHaveLength(before);
  });

  it('is told when the run failed, with its page, in the log too, once', async () => {
    const publisher = makePublisher();
    await look(publisher);
    runs = [run({ status: 'completed', conclusion: 'failure' })];
    await until('it failed', () => state() === 'failed');
    expect(target.remote()).toMatchObject({
      revision: 5,
      url: 'https://github.localhost/samleng/newsroom/actions/runs/7',
      message: expect.stringContaining('ended with "failure"') as string,
    });
    expect(log.filter((line) => line.includes('ended with "failure"'))).toHaveLength(1);
    expect(publisher.status().error).toBeNull();
  });

  it('is not guessed from runs before it, nor from other workflows', async () => {
    const publisher = makePublisher();
    const old = new Date(Date.now() - 60_000).toISOString();
    runs = [
      run({ path: '.github/workflows/other.yml', status: 'in_progress' }),
      run({ created_at: old, status: 'completed', conclusion: 'failure' }),
    ];
    await look(publisher);
    await until('it was asked', () => (state(), asked.length > 2));
    expect(target.remote()).toMatchObject({ state: 'dispatched', revision: 5 });
    expect(target.remote()?.url).toBeUndefined();
  });

  it('is remembered by a publisher that was started again', async () => {
    await look(makePublisher());
    runs = [run({ status: 'in_progress' })];
    makePublisher();
    expect(target.remote()).toMatchObject({ state: 'dispatched', revision: 5 });
    await until('it runs', () => state() === 'running');
  });

  it('is asked for no more often than it may: at its pace, and not before GitHub allows it again', async () => {
    const publisher = makePublisher(3_600_000);
    await look(publisher);
    for (let n = 0; n < 20; n += 1) await Promise.resolve(target.remote());
    await until('it was asked', () => asked.length > 0);
    for (let n = 0; n < 20; n += 1) await look(publisher);
    expect(asked).toHaveLength(1);

    runsStatus = 403;
    runsHeaders = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600),
    };
    await look(makePublisher());
    await until('it was refused', () => asked.length > 1);
    await until('it is said', () => target.remote()?.message !== undefined);
    for (let n = 0; n < 20; n += 1) target.remote();
    expect(asked).toHaveLength(2);
    expect(target.remote()?.message).toContain('403');
  });

  it('costs nothing of the allowance while it does not change', async () => {
    await look(makePublisher());
    runs = [run({ status: 'in_progress' })];
    await until('it runs', () => state() === 'running');
    const before = asked.length;
    await until('it was asked again', () => (state(), asked.length > before + 1));
    expect(asked.at(-1)?.ifNoneMatch).toMatch(/^"[0-9a-f]{64}"$/);
    expect(state()).toBe('running');
  });

  it('that may not be read is said with the remedy, once', async () => {
    runsStatus = 404;
    const publisher = makePublisher();
    await look(publisher);
    await until('it is said', () => target.remote()?.message !== undefined);
    expect(target.remote()).toMatchObject({ state: 'dispatched' });
    expect(target.remote()?.message).toMatch(/404.*GITHUB_TOKEN needs to read Actions/);
    for (let n = 0; n < 5; n += 1) await look(publisher);
    expect(log.filter((line) => line.includes('how the publish goes'))).toHaveLength(1);
    expect(JSON.stringify(target.remote()) + log.join('\n')).not.toContain('ghp_');
  });
});
