import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startNode } from '../src/child.ts';
import { parseManifest, ReleaseStore } from '../src/release-store.ts';
import { writeTree } from './room/tree.ts';
import { until } from './room/workshop.ts';

// Real processes and servers: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
let store: ReleaseStore;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'samleng-releases-'));
  store = new ReleaseStore(dataDir);
  store.prepare();
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function make(revision: number): string {
  const draft = store.draft();
  writeTree(draft, { revision, version: '0123456789ab', siteUrl: 'http://site.localhost' });
  return store.adopt(draft).id;
}

describe('The kept releases', () => {
  it('are listed newest first, drafts and strange folders left out', () => {
    const ids = [make(1), make(2), make(2)];
    store.switchTo(ids[1] ?? '');
    writeTree(store.draft(), { revision: 3, version: '0123456789ab', siteUrl: '' });
    writeFileSync(join(store.folder, 'notes.txt'), 'mine');
    expect(new Set(ids).size).toBe(3);
    expect(
      store
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
    expect(store.list().filter(({ live }) => live)).toMatchObject([{ id: ids[1], revision: 2 }]);
  });

  it('are given up when they are too many, but the one in use stays however old it is, and the one before', async () => {
    const ids = [1, 2, 3, 4].map(make);
    store.switchTo(ids[1] ?? '');
    store.switchTo(ids[0] ?? '');
    expect(store.prune(2).sort()).toEqual([ids[2], ids[3]].sort());
    expect(
      store
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([ids[0], ids[1]].sort());
    expect(store.live()?.id).toBe(ids[0]);
    await store.idle();
    expect(readdirSync(store.folder).sort()).toEqual([ids[0], ids[1]].sort());
  });

  it('are removed one by one, except the live one', () => {
    const ids = [1, 2].map(make);
    store.switchTo(ids[1] ?? '');
    expect(() => store.remove(ids[1] ?? '')).toThrow(/is live\. Publish or roll back first/);
    store.remove(ids[0] ?? '');
    expect(store.list().map(({ id }) => id)).toEqual([ids[1]]);
  });

  it('never replace something that is not our link', () => {
    const id = make(1);
    writeFileSync(store.current, 'a file of somebody');
    expect(() => store.switchTo(id)).toThrow(/is not a link\. Move it away/);
    expect(readFileSync(store.current, 'utf8')).toBe('a file of somebody');
    expect(readdirSync(dataDir).filter((name) => name.startsWith('.current-'))).toEqual([]);
  });

  it('need a manifest that states everything', () => {
    const whole = { revision: 1, builtAt: '2026-01-01T00:00:00.000Z', version: '0123456789ab' };
    expect(parseManifest(JSON.stringify(whole))).toEqual(whole);
    for (const broken of [{ revision: -1 }, { revision: '1' }, { builtAt: 'yesterday' }, { version: 'v1' }])
      expect(parseManifest(JSON.stringify({ ...whole, ...broken })), JSON.stringify(broken)).toBeUndefined();
    expect(parseManifest('{')).toBeUndefined();
    expect(() => store.adopt(store.draft())).toThrow(/no valid release\.json/);
  });
});

describe('A switch', () => {
  it('leaves no moment in which another process finds no release', async () => {
    const ids = [make(1), make(2)];
    store.switchTo(ids[0] ?? '');
    const watcher = `
      const { readFileSync, existsSync } = require('node:fs');
      let reads = 0, failures = 0;
      console.log('watching');
      while (!existsSync('${dataDir}/stop')) {
        try { readFileSync('${dataDir}/current/release.json'); } catch { failures += 1; }
        reads += 1;
      }
      console.log(JSON.stringify({ reads, failures }));`;
    const lines: string[] = [];
    const child = startNode({ args: ['-e', watcher], onLine: (line) => lines.push(line) });
    await until('the other process watches', () => lines.includes('watching'));
    for (let n = 0; n < 400; n += 1) store.switchTo(ids[n % 2] ?? '');
    writeFileSync(join(dataDir, 'stop'), '');
    await child.exit;
    const { reads, failures } = JSON.parse(lines.at(-1) ?? '{}') as { reads: number; failures: number };
    expect(failures).toBe(0);
    expect(reads).toBeGreaterThan(500);
    expect(existsSync(store.current)).toBe(true);
  });
});
