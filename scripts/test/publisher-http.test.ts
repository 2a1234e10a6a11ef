import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signHook } from '@samleng/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeServer, listen } from '../src/listen.ts';
import { Deliveries } from '../src/publisher/deliveries.ts';
import { loopTrouble } from '../src/publisher/health.ts';
import { createPublisherServer, type Ask, type Parts } from '../src/publisher/http.ts';
import { Metrics, type Scraped } from '../src/publisher/metrics.ts';
import { ask } from './room/serving.ts';
import { beginnings, cutOff } from './room/slow-sender.ts';
import { eventBody, secret } from './room/workshop.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let server: Server;
let url: string;
let asks: (Ask | undefined)[];
let told: { line: string; fields?: Readonly<Record<string, unknown>> }[];
let status: Scraped;

/** The endpoint before a publisher that only notes what it is asked. */
async function open(parts: Partial<Parts> = {}, timeoutMs?: number): Promise<void> {
  [asks, told, status] = [[], [], {}];
  const whole = {
    secret,
    publisher: { request: (ask?: Ask) => asks.push(ask), status: () => status },
    deliveries: new Deliveries(join(folder, 'deliveries.log')),
    log: (line: string, fields?: Readonly<Record<string, unknown>>) => void told.push({ line, fields }),
    facts: () => Promise.resolve({}),
    metrics: new Metrics(),
    ...parts,
  };
  server = createPublisherServer(whole, timeoutMs);
  url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1', 'PUBLISHER_PORT')}`;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-endpoint-'));
});

afterEach(async () => {
  await closeServer(server);
  rmSync(folder, { recursive: true, force: true });
});

async function post(path: string, event: unknown, delivery?: string) {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const headers = await signHook(secret, body, Date.now(), delivery);
  const response = await fetch(url + path, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function scrape(): Promise<Map<string, string>> {
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.split(' ').at(-1) ?? '']));
}

describe('A hook', () => {
  it('of a publication hands on where the log is said to stand, and is logged with that number', async () => {
    await open();
    expect(await post('/hooks/publish', eventBody(12))).toMatchObject({ status: 202, body: { ticket: 1 } });
    expect(asks).toEqual([{ hint: { revision: 12, log: 'log-one' } }]);
    expect(told).toMatchObject([
      {
        line: 'Hook: article one en published, revision 12.',
        fields: { event: 'hook.publication', revision: 12 },
      },
    ]);
  });

  it('of a person asks for a publish, past a guard only when told so', async () => {
    await open();
    await post('/hooks/redeploy', { event: 'redeploy' });
    await post('/hooks/redeploy', { event: 'redeploy', force: true });
    await post('/hooks/redeploy', { event: 'redeploy', force: 'yes' });
    expect(asks).toEqual([false, true, false].map((overGuard) => ({ forced: true, overGuard })));
    expect((await post('/hooks/redeploy', eventBody(1))).status).toBe(400);
  });

  it('of a rollback is answered with what came of it', async () => {
    const releases: (string | undefined)[] = [];
    await open({
      onRollback: (release) => {
        releases.push(release);
        return Promise.resolve(
          release ? { status: 404, message: `${release} is not kept.` } : { status: 200, message: 'Done.' },
        );
      },
      onRollbackEnd: () => Promise.resolve({ status: 200, message: 'Publishing again.' }),
    });
    expect(await post('/hooks/rollback', { event: 'rollback' })).toEqual({
      status: 200,
      body: { status: 200, message: 'Done.' },
    });
    expect(
      (await post('/hooks/rollback', { event: 'rollback', release: '20260101-120000-r5' })).body,
    ).toEqual({
      status: 404,
      message: '20260101-120000-r5 is not kept.',
    });
    expect((await post('/hooks/rollback', { event: 'rollback-end' })).body['message']).toBe(
      'Publishing again.',
    );
    expect(releases).toEqual([undefined, '20260101-120000-r5']);
    expect(asks).toEqual([]);
  });

  it.each(['../x', '.tmp-1', 'a/b', '', 7, null])('of a rollback to %j is refused', async (release) => {
    const releases: unknown[] = [];
    await open({ onRollback: (id) => Promise.resolve({ status: releases.push(id), message: '' }) });
    expect((await post('/hooks/rollback', { event: 'rollback', release })).status).toBe(400);
    expect(releases).toEqual([]);
  });

  it('of a rollback needs a publisher that keeps releases, a signature, and is taken once', async () => {
    await open();
    expect((await post('/hooks/rollback', { event: 'rollback' }, 'one')).status).toBe(501);
    expect((await post('/hooks/rollback', { event: 'rollback' }, 'one')).status).toBe(409);
    const unsigned = await fetch(`${url}/hooks/rollback`, { method: 'POST', body: '{"event":"rollback"}' });
    expect(unsigned.status).toBe(401);
    expect((await fetch(`${url}/hooks/rollback`)).status).toBe(405);
  });
});

describe('The metrics', () => {
  it('count hooks by what became of them', async () => {
    await open();
    await post('/hooks/publish', eventBody(1), 'one');
    await post('/hooks/publish', eventBody(1), 'one');
    await post('/hooks/publish', '{"event":"else"}');
    await fetch(`${url}/hooks/publish`, { method: 'POST', body: eventBody() });
    const metrics = await scrape();
    const counts = Object.fromEntries(
      ['taken', 'repeated', 'unknown', 'unsigned', 'expired'].map((outcome) => [
        outcome,
        metrics.get(`samleng_hooks_total{outcome="${outcome}"}`),
      ]),
    );
    expect(counts).toEqual({ taken: '1', repeated: '1', unknown: '1', unsigned: '1', expired: '0' });
  });

  it('show where readers stand against the log', async () => {
    await open();
    const builtAt = new Date(Date.now() - 90_000).toISOString();
    status = {
      pending: 3,
      log: { revision: 12, log: 'log-one' },
      live: { revision: 9, builtAt, log: 'log-one' },
      hold: { kind: 'guard' },
      quarantined: [{}, {}],
      renderer: { pages: 140, rssMb: 200 },
      error: { kind: 'failed' },
    };
    const metrics = await scrape();
    const expected = {
      samleng_queue_pending: '3',
      samleng_log_revision: '12',
      samleng_live_revision: '9',
      samleng_revision_lag: '3',
      samleng_held: '1',
      samleng_quarantined_documents: '2',
      samleng_pages: '140',
      samleng_renderer_rss_bytes: String(200 * 1024 * 1024),
      'samleng_trouble{kind="failed"}': '1',
      'samleng_trouble{kind="away"}': '0',
      'samleng_rounds_total{result="published"}': '0',
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, metrics.get(name)]))).toEqual(
      expected,
    );
    expect(Number(metrics.get('samleng_live_release_age_seconds'))).toBeGreaterThanOrEqual(90);
  });

  it('say that they do not know rather than zero, and count another log as wholly unseen', async () => {
    await open();
    expect((await scrape()).get('samleng_revision_lag')).toBe('Nan');
    status = {
      log: { revision: 4, log: 'log-two' },
      live: { revision: 9, builtAt: '2026-01-01', log: 'log-one' },
    };
    expect((await scrape()).get('samleng_revision_lag')).toBe('4');
  });

  it('keep the seconds of each phase and the pages of each release', async () => {
    const metrics = new Metrics();
    await open({ metrics });
    metrics.round('published');
    metrics.release({
      seconds: 0.8,
      phases: { render: 0.2, write: 0.04 },
      pages: 100,
      rendered: 7,
      removed: 1,
    });
    metrics.release({ seconds: 40, pages: 101, rendered: 101 });
    const found = await scrape();
    const expected = {
      'samleng_publish_seconds_bucket{le="1"}': '1',
      samleng_publish_seconds_count: '2',
      'samleng_publish_phase_seconds_sum{phase="render"}': '0.2',
      'samleng_publish_phase_seconds_count{phase="verify"}': '0',
      samleng_pages: '101',
      samleng_pages_rendered_total: '108',
      samleng_pages_removed_total: '1',
      'samleng_rounds_total{result="published"}': '1',
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, found.get(name)]))).toEqual(
      expected,
    );
  });
});

describe('/healthz', () => {
  it('says ok while the loop lives, and why not when it is stuck', async () => {
    const troubles: string[] = [];
    await open({ trouble: () => troubles[0] });
    const well = await fetch(`${url}/healthz`);
    expect([well.status, await well.json()]).toEqual([200, { status: 200, message: 'ok' }]);
    troubles.push('It is stuck.');
    const stuck = await fetch(`${url}/healthz`);
    expect([stuck.status, await stuck.json()]).toEqual([503, { status: 503, message: 'It is stuck.' }]);
  });

  it('finds a loop stuck that neither looks nor builds in time, and no other', () => {
    const now = Date.parse('2026-01-01T12:00:00Z');
    const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();
    const limits = { publishInterval: 30, buildTimeout: 900 };
    const startedAt = before(100_000);
    const troubleOf = (turning: object) => loopTrouble({ startedAt, ...turning }, limits, now);
    expect(troubleOf({ round: { at: before(40) } })).toBeUndefined();
    expect(troubleOf({ round: { at: before(3000) }, building: { since: before(800) } })).toBeUndefined();
    expect(troubleOf({ startedAt: before(100), round: null })).toBeUndefined();
    expect(troubleOf({ round: { at: before(400) } })).toMatch(/not looked at the log for 400 s/);
    expect(troubleOf({ round: null })).toMatch(/not looked/);
    expect(troubleOf({ building: { since: before(1300) } })).toMatch(/running for 1300 s/);
  });
});

describe('The door of the publisher', () => {
  it('opens to this machine by its own names, and to no web page', async () => {
    await open();
    const port = Number(new URL(url).port);
    const statusOf = async (headers: Record<string, string>) => (await ask(port, '/status', headers)).status;
    for (const host of ['127.0.0.1', `localhost:${port}`, '[::1]:4322', 'LOCALHOST'])
      expect([host, await statusOf({ host })]).toEqual([host, 200]);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost.evil.example',
    ])
      expect([host, await statusOf({ host })]).toEqual([host, 403]);
    for (const origin of ['https://evil.example', `http://127.0.0.1:${port}`, 'null'])
      expect([origin, await statusOf({ host: 'localhost', origin })]).toEqual([origin, 403]);
    const body = eventBody(3);
    const headers = { ...(await signHook(secret, body, Date.now())), origin: 'https://evil.example' };
    expect((await fetch(`${url}/hooks/publish`, { method: 'POST', headers, body })).status).toBe(403);
    expect(asks).toEqual([]);
  });

  it('closes on who sends slower than any line', async () => {
    await open({}, 100);
    const port = Number(new URL(url).port);
    const answers = await Promise.all(beginnings('/hooks/publish').map((text) => cutOff(port, text)));
    for (const answer of answers) expect(answer).not.toContain(' 202 ');
    expect(asks).toEqual([]);
  });
});
