import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startNode, type Child } from '../src/child.ts';
import { ReleaseStore } from '../src/release-store.ts';
import { Supervisor } from '../src/start/supervisor.ts';
import { eventually, freePort } from './house/running-house.ts';
import { writeTree } from './room/tree.ts';

// Real processes and servers: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

/** More than the kernel holds between two processes, so that the server has to wait for the reader. Bytes. */
const large = 48 * 1024 * 1024;

let folder: string;
let port: number;
let env: Record<string, string | undefined>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-stop-'));
  port = await freePort();
  env = {
    ...process.env,
    ENV_FILE: join(folder, '.env'),
    DATA_DIR: join(folder, 'data'),
    SITE_PORT: String(port),
    NO_COLOR: '1',
  };
  const store = new ReleaseStore(join(folder, 'data'));
  store.prepare();
  const draft = store.draft();
  writeTree(draft, { revision: 1, version: '0123456789ab', siteUrl: 'http://site.localhost' });
  mkdirSync(join(draft, 'media'), { recursive: true });
  writeFileSync(join(draft, 'media/large.123.bin'), Buffer.alloc(large, 'x'));
  store.switchTo(store.adopt(draft).id);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isServing = () =>
  eventually('the site answers', () => fetch(`http://127.0.0.1:${port}/en/`).then(({ ok }) => ok));

/**
 * A connection that asks for a path, or for nothing, and the bytes that came so far.
 * @param isSlow takes nothing beyond the first bytes until it is resumed. At once: fifty megabytes come in
 * the time of a few looks.
 */
async function ask(path?: string, isSlow = false) {
  const socket: Socket = connect(port, '127.0.0.1');
  const reader = { socket, got: 0, ended: false, failed: undefined as Error | undefined };
  socket.on('data', (chunk: Buffer) => (reader.got += chunk.length));
  if (isSlow) socket.once('data', () => socket.pause());
  socket.on('end', () => (reader.ended = true)).on('error', (error) => (reader.failed = error));
  if (path === undefined) {
    await once(socket, 'connect');
    return reader;
  }
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await eventually('the answer begins', () => reader.got > 0);
  return reader;
}

describe('The site, told to end', () => {
  let child: Child;
  const lines: string[] = [];

  it('lets a slow reader finish, hangs up on idle ones, takes no new ones, and ends well', async () => {
    const script = fileURLToPath(new URL('../src/start.ts', import.meta.url));
    child = startNode({ args: [script, 'site'], env, onLine: (line) => lines.push(line) });
    await isServing();
    const slow = await ask('/media/large.123.bin', true);
    // Taken in order: who gets an answer knows that the one before was taken.
    const silent = await ask();
    const idle = await ask('/en/');
    const ending = child.stop(50_000);
    await eventually('it was told', () => lines.some((line) => line.includes('Asked to end')));
    await eventually('those without a question were closed', () => idle.ended && silent.ended);
    await expect(fetch(`http://127.0.0.1:${port}/en/`)).rejects.toThrow();
    expect(slow.got).toBeLessThan(large);
    slow.socket.resume();
    await eventually('the slow reader has it all', () => slow.ended || slow.failed);
    expect(slow.failed).toBeUndefined();
    expect(slow.got).toBeGreaterThan(large);
    expect(await ending).toEqual({ code: 0, signal: null });
  });
});

describe('With LOG_FORMAT=json', () => {
  it('every line that the start command keeps is JSON, a crash included', async () => {
    const exits: unknown[] = [];
    const supervisor = new Supervisor({
      dataDir: join(folder, 'data'),
      env: { ...env, LOG_FORMAT: 'json', PUBLISHER_PORT: 'none' },
      verbose: false,
      mayRestart: (_role, exit) => exits.push(exit) < 0,
    });
    supervisor.start('publisher');
    await eventually('it has failed', () => exits.length === 1);
    await supervisor.stop();
    expect(supervisor.lastLines('publisher').join('\n')).toMatch(/^PUBLISHER_PORT is "none"/m);
    const kept = await eventually('the log is written', () => {
      const text = readFileSync(join(folder, 'data/logs/publisher.log'), 'utf8');
      return text.includes('PUBLISHER_PORT') && text.trim().split('\n');
    });
    for (const line of kept)
      expect(JSON.parse(line)).toMatchObject({ role: 'publisher', message: expect.any(String) as string });
  });

  it('the words of a role stand in its log, and are kept plain for messages', async () => {
    const supervisor = new Supervisor({
      dataDir: join(folder, 'data'),
      env: { ...env, LOG_FORMAT: 'json' },
      verbose: false,
      mayRestart: () => false,
    });
    supervisor.start('site');
    await isServing();
    await supervisor.stop();
    expect(supervisor.lastLines('site')).toContainEqual(expect.stringMatching(/^Serving /));
    const text = readFileSync(join(folder, 'data/logs/site.log'), 'utf8');
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: string; port?: number });
    expect(events.find(({ message }) => message.startsWith('Serving'))).toMatchObject({ role: 'site', port });
    expect(events.at(-1)?.message).toBe('Ended.');
  });
});
