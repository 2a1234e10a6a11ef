import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { ReleaseStore } from '../src/release-store.ts';
import { snapshotOf } from './room/snapshot.ts';

vi.setConfig({ testTimeout: 240_000 });

const program = fileURLToPath(new URL('room/publish-forever.ts', import.meta.url));

/** Publishes until it is killed, some time after the first release of this run. Returns how many it made. */
async function publishUntilKilled(dataDir: string, seed: number, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, [program, dataDir, String(seed)]);
  let lines = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => (lines += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<unknown>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  while (lines === '' && child.exitCode === null) await sleep(2);
  await sleep(milliseconds);
  child.kill('SIGKILL');
  expect([await ended, complaints]).toEqual(['SIGKILL', '']);
  return lines.split('\n').length - 1;
}

it('A process killed at any moment leaves whole releases, a link to one of them, and garbage that is swept away', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'samleng-killed-'));
  const seed = Math.floor(Math.random() * 1_000_000);
  let made = 0;
  let garbage = 0;
  try {
    mkdirSync(dataDir, { recursive: true });
    let round = 0;
    for (; round < 20 || made < 60; round += 1) {
      const told = `seed ${seed}, round ${round}`;
      made += await publishUntilKilled(dataDir, seed + round, Math.random() * 500);
      const store = new ReleaseStore(dataDir, { keep: 3 });
      const live = store.live();
      expect(live, told).toBeDefined();
      const names = readdirSync(store.folder);
      garbage += names.filter((name) => name.startsWith('.tmp-')).length;
      const ids = store.list().map(({ id }) => id);
      expect(names.filter((name) => !name.startsWith('.tmp-')).sort(), told).toEqual([...ids].sort());
      for (const id of ids) {
        const {
          'seal.json': seal = '',
          'release.json': manifest,
          ...files
        } = snapshotOf(join(store.folder, id));
        expect(files, `${told}, ${id}`).toEqual(JSON.parse(seal));
        expect(manifest, told).toBeDefined();
      }
      store.prepare();
      await store.idle();
      expect(readdirSync(store.folder).sort(), told).toEqual([...ids].sort());
      expect(
        readdirSync(dataDir).filter((name) => name.startsWith('.current-')),
        told,
      ).toEqual([]);
      await store.close();
    }
    console.log(`${made} publishes, killed ${round} times, ${garbage} trees left half done`);
    expect(garbage).toBeGreaterThan(round / 2);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
