import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readHold, writeHold } from '../src/publisher/hold.ts';
import { publisherLock } from '../src/publisher/local-target.ts';
import { ReleaseStore } from '../src/release-store.ts';
import { startHookTaker, type HookTaker } from './room/hook-taker.ts';

// Each command is a process of its own: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

const secret = 'a-secret-of-at-least-thirty-two-characters';
let folder: string;
let dataDir: string;
let store: ReleaseStore;
let ids: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-rollback-'));
  dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  store = new ReleaseStore(dataDir);
  store.prepare();
  ids = [1, 2, 3].map((revision) => make(revision));
  store.switchTo(ids[2] ?? '');
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function make(revision: number, later = 0): string {
  const draft = store.draft();
  mkdirSync(draft, { recursive: true });
  const builtAt = new Date(Date.now() - (10 - revision) * 60_000 + later * 1000).toISOString();
  writeFileSync(join(draft, 'release.json'), JSON.stringify({ revision, builtAt, version: '0123456789ab' }));
  writeFileSync(join(draft, 'index.html'), revision === 2 ? 'by Somebody' : 'x'.repeat(revision * 1_000_000));
  return store.adopt(draft).id;
}

/** Runs one of the root's commands; nobody listens at the publisher's port unless told. */
async function run(command: string, args: readonly string[], port = 1) {
  const file = fileURLToPath(new URL(`../src/${command}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    env: {
      ...process.env,
      ENV_FILE: join(folder, '.env'),
      DATA_DIR: dataDir,
      PUBLISH_SECRET: secret,
      CMS_TOKEN: secret,
      PUBLISHER_PORT: String(port),
    },
  });
  let [out, complaints] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, out, complaints };
}

describe('pnpm rollback, while no publisher runs,', () => {
  it('shows the release before and holds there until --end', async () => {
    const { code, out } = await run('rollback', []);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(`^Live: ${ids[1]}, revision 2, .*pnpm rollback --end`),
    ]);
    expect(store.live()?.id).toBe(ids[1]);
    expect(readHold(dataDir)).toMatchObject({ kind: 'rollback', release: ids[1] });
    const redeploy = await run('redeploy', []);
    expect([redeploy.code, redeploy.complaints]).toEqual([
      1,
      `The site is rolled back to ${ids[1]} and stays there until \`pnpm rollback --end\`.\nNothing was redeployed; the live site stays as it was.\n`,
    ]);
    expect((await run('releases', [])).out).toContain(`rolled back to ${ids[1]}`);
    expect((await run('rollback', ['--end'])).out).toContain('Publishing goes on');
    expect(readHold(dataDir)).toBeUndefined();
    expect((await run('rollback', ['--end'])).out).toBe('Nothing was rolled back.\n');
  });

  it('leaves the pages that were live, though their search index followed in a release of its own', async () => {
    const followed = make(3, 2);
    store.switchTo(followed);
    expect((await run('releases', [])).out).toMatch(
      new RegExp(`live → ${followed} .* 0123456789ab\n +${ids[2]} .* 0123456789ab  same pages as above\n`),
    );
    expect((await run('rollback', [])).out).toContain(`Live: ${ids[1]}, revision 2, `);
    expect((await run('releases', [])).out).toMatch(
      new RegExp(` ${followed} .* rolled back from\n +${ids[2]} .* rolled back from\nlive → ${ids[1]}`),
    );
  });

  it('goes to any release by name, and says when there is none', async () => {
    expect((await run('rollback', [ids[0] ?? ''])).code).toBe(0);
    expect(store.live()?.id).toBe(ids[0]);
    expect(await run('rollback', [])).toMatchObject({
      code: 1,
      complaints: expect.stringContaining('no release before') as string,
    });
    expect(await run('rollback', ['nothing'])).toMatchObject({
      code: 1,
      complaints: expect.stringContaining('no release nothing') as string,
    });
    expect((await run('rollback', ['a', 'b'])).code).toBe(2);
  });

  it('refuses to guess when a publisher works on the folder at another port', async () => {
    const lock = publisherLock(dataDir);
    const { code, complaints } = await run('rollback', []);
    lock?.release();
    expect([code, complaints]).toEqual([1, expect.stringContaining('Set PUBLISHER_PORT to its port')]);
    expect(store.live()?.id).toBe(ids[2]);
  });
});

describe('A running publisher', () => {
  let taker: HookTaker;
  beforeEach(async () => {
    taker = await startHookTaker(secret);
  });
  afterEach(() => taker.end());

  it('is asked by a signed hook and answers in words', async () => {
    const { port } = taker;
    expect((await run('rollback', [], port)).out).toBe('Done as asked.\n');
    await run('rollback', [ids[0] ?? ''], port);
    await run('rollback', ['--end'], port);
    expect(taker.taken).toEqual([
      ['/hooks/rollback', 'ok', { event: 'rollback' }],
      ['/hooks/rollback', 'ok', { event: 'rollback', release: ids[0] }],
      ['/hooks/rollback', 'ok', { event: 'rollback-end' }],
    ]);
    expect(store.live()?.id).toBe(ids[2]);
  });

  it('is asked to let a held release through', async () => {
    writeHold(dataDir, {
      kind: 'guard',
      message: 'Too many.',
      revision: 4,
      log: 'l',
      at: new Date().toISOString(),
    });
    await run('redeploy', ['--force'], taker.port);
    expect(taker.taken).toEqual([['/hooks/redeploy', 'ok', { event: 'redeploy', force: true }]]);
  });

  it('that refuses is quoted', async () => {
    taker.status = 404;
    expect(await run('rollback', ['x'], taker.port)).toMatchObject({
      code: 1,
      complaints: expect.stringContaining('refuses (404): Done as asked.') as string,
    });
  });
});

describe('pnpm releases', () => {
  it('tells age and own disk of each, and what holds', async () => {
    const { out } = await run('releases', []);
    expect(out).toMatch(new RegExp(`live → ${ids[2]}\\s+3  .*7 min\\s+3\\.0 MB  0123456789ab`));
    const listed = JSON.parse((await run('releases', ['--json'])).out) as unknown[];
    expect(listed).toMatchObject([
      { id: ids[2], live: true, uniqueBytes: expect.any(Number) as number },
      { id: ids[1], live: false },
      { id: ids[0], live: false },
    ]);
  });

  it('searches, and removes what holds a text', async () => {
    const found = await run('releases', ['--containing', 'Somebody']);
    expect(found.out).toContain('/index.html');
    expect(found.out).not.toContain(ids[2]);
    expect((await run('releases', ['--containing', 'Nobody'])).out).toContain(
      'None of 3 releases contains "Nobody"',
    );
    const { code, out } = await run('releases', ['--containing', 'Somebody', '--remove']);
    expect([code, out]).toEqual([0, `Removed: ${ids[1]}.\n`]);
    expect(store.list().map(({ id }) => id)).toEqual([ids[2], ids[0]]);
  });

  it('removes by name, and never the live one', async () => {
    const { code, out, complaints } = await run('releases', ['--remove', ids[0] ?? '', ids[2] ?? '']);
    expect([code, out]).toEqual([1, `Removed: ${ids[0]}.\n`]);
    expect(complaints).toMatch(/is live and was not removed\. Unpublish/);
    expect(store.list().map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect((await run('releases', ['--remove', 'nothing'])).complaints).toContain(
      'There is no release nothing',
    );
  });

  it('removes nothing by accident', async () => {
    for (const args of [
      [ids[0] ?? ''],
      ['--remove'],
      ['--containing', '', '--remove'],
      ['--containing', 'x', '--remove', ids[0] ?? ''],
    ])
      expect((await run('releases', args)).code, args.join(' ')).toBe(2);
    expect(store.list()).toHaveLength(3);
  });
});
