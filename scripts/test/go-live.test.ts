import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goLive, type Hall } from '../src/publisher/go-live.ts';
import { LiveMemory } from '../src/publisher/live-memory.ts';
import { TreeVerifier } from '../src/publisher/tree-verifier.ts';
import { ReleaseStore } from '../src/release-store.ts';
import { writeTree } from './room/tree.ts';

const siteUrl = 'http://site.localhost';
let dataDir: string;
let hall: Hall;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'samleng-go-live-'));
  hall = {
    dataDir,
    store: new ReleaseStore(dataDir),
    memory: new LiveMemory(dataDir, siteUrl),
    verifier: new TreeVerifier(siteUrl),
    renderer: undefined,
  };
});

afterEach(async () => {
  await Promise.all([hall.store.close(), hall.verifier.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

function show(revision: number) {
  const tree = hall.store.draft();
  const manifest = { revision, builtAt: new Date().toISOString(), version: '0123456789ab', log: 'log-one' };
  const changed = writeTree(tree, { ...manifest, siteUrl });
  return goLive(hall, { tree, manifest, changed, removed: [], isWhole: true });
}

const kept = () => hall.store.list().map(({ revision, live }) => [revision, live]);

describe('A release that cannot be shown', () => {
  it('because something is in the way of the link is not kept', async () => {
    mkdirSync(join(dataDir, 'current'));
    await expect(show(1)).rejects.toThrow('is not a link');
    await expect(show(1)).rejects.toThrow('is not a link');
    expect(kept()).toEqual([]);
  });

  it('because it cannot be remembered is not kept, and the live one stays', async () => {
    await show(1);
    rmSync(join(dataDir, 'publisher/live.json'));
    mkdirSync(join(dataDir, 'publisher/live.json'));
    await expect(show(2)).rejects.toThrow();
    expect(kept()).toEqual([[1, true]]);
    rmSync(join(dataDir, 'publisher/live.json'), { recursive: true });
    await show(3);
    expect(kept()).toEqual([
      [3, true],
      [1, false],
    ]);
  });
});
