import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PoolOptions } from '../src/release-pool.ts';
import { ReleaseStore } from '../src/release-store.ts';
import { snapshotOf, takeAway, writeBeside, type Snapshot } from './room/snapshot.ts';

vi.setConfig({ testTimeout: 120_000 });

let dataDir: string;
let store: ReleaseStore;
const log: string[] = [];
let revision = 0;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'samleng-pool-'));
  open({});
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function open(options: PoolOptions): void {
  log.length = 0;
  store = new ReleaseStore(dataDir, {
    keep: 3,
    grace: 0,
    growth: 0,
    log: (line) => log.push(line),
    ...options,
  });
  store.prepare();
}

const pathOf = (id: string) => join(store.folder, id);
const inode = (id: string, path: string) => statSync(join(pathOf(id), path)).ino;

/** Text of files to write; null takes one away. */
type Changes = Readonly<Record<string, string | null>>;

function apply(folder: string, changes: Changes): string[] {
  const isFile = (path: string) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true;
  const entries = Object.entries(changes).filter(([path, text]) => text !== null || isFile(path));
  for (const [path, text] of entries) if (text === null) takeAway(folder, path);
  for (const [path, text] of entries) if (text !== null) writeBeside(folder, path, text);
  revision += 1;
  const builtAt = new Date(1_800_000_000_000 + revision * 60_000).toISOString();
  writeBeside(folder, 'release.json', JSON.stringify({ revision, builtAt, version: '0123456789ab' }));
  return [...entries.map(([path]) => `/${path}`), '/release.json'];
}

/** A publish as the publisher does it. */
async function publish(changes: Changes, told = true): Promise<string> {
  const spare = await store.spare();
  const changed = apply(spare, changes);
  await store.syncTree(spare, changed);
  const { id } = store.adopt(spare);
  if (told) store.released(id, changed);
  store.switchTo(id);
  store.prepareSpare();
  return id;
}

const first: Changes = {
  'index.html': 'front',
  'en/index.html': 'en',
  'en/a/index.html': 'a',
  'km/index.html': 'km',
};

describe('A spare', () => {
  it('is an empty folder before the first release, then a copy of the live tree that shares its files', async () => {
    const id = await publish(first);
    const spare = await store.spare();
    expect(snapshotOf(spare)).toEqual(snapshotOf(pathOf(id)));
    expect(inode(basename(spare), 'en/a/index.html')).toBe(inode(id, 'en/a/index.html'));
  });

  it('becomes a release without changing the ones before, and shares what did not change', async () => {
    const one = await publish(first);
    const before = snapshotOf(pathOf(one));
    const two = await publish({
      'en/a/index.html': null,
      'en/index.html': 'en, news',
      'en/b/index.html': 'b',
    });
    expect(snapshotOf(pathOf(one))).toEqual(before);
    expect(Object.keys(snapshotOf(pathOf(two)))).toEqual([
      'en/b/index.html',
      'en/index.html',
      'index.html',
      'km/index.html',
      'release.json',
    ]);
    expect(inode(two, 'km/index.html')).toBe(inode(one, 'km/index.html'));
    expect(inode(two, 'en/index.html')).not.toBe(inode(one, 'en/index.html'));
  });

  it('that was written into is repaired, or thrown away', async () => {
    const id = await publish(first);
    const spare = await store.spare();
    store.revert(
      spare,
      apply(spare, { 'en/index.html': 'wrong', 'en/a/index.html': null, 'x/y/index.html': 'wrong' }),
    );
    await store.idle();
    const again = await store.spare();
    expect(snapshotOf(again)).toEqual(snapshotOf(pathOf(id)));
    apply(again, { 'en/index.html': 'wrong' });
    store.drop(again);
    expect(existsSync(again)).toBe(false);
    expect(snapshotOf(await store.spare())).toEqual(snapshotOf(pathOf(id)));
  });
});

describe('The pool', () => {
  it('has as many trees as releases to keep, and two more, however often is published', async () => {
    for (let n = 0; n < 9; n += 1) {
      await publish({ ...(n === 0 && first), [`en/${n % 4}/index.html`]: `text ${n}` });
      await store.idle();
      expect(readdirSync(store.folder)).toHaveLength(5);
    }
    expect(store.list()).toHaveLength(3);
    expect(log).toEqual([]);
  });

  it('starts small, recycles its trees meanwhile, and grows a tree at a time', async () => {
    await store.close();
    open({ growth: 500 });
    const trees = () => readdirSync(store.folder);
    await publish(first);
    await store.idle();
    expect(trees()).toHaveLength(4);
    const known = new Set(trees().map((name) => inode(name, '.')));
    for (let n = 0; n < 5; n += 1) {
      await publish({ 'en/a/index.html': `text ${n}` });
      await store.idle();
    }
    // Copies cost a walk through everything, so the first publishes must not need any.
    if (trees().length === 4) expect(new Set(trees().map((name) => inode(name, '.')))).toEqual(known);
    await vi.waitUntil(() => trees().length === 5, { timeout: 10_000 });
    await store.idle();
    const spare = await store.spare();
    const live = store.live();
    expect(live && snapshotOf(spare)).toEqual(live && snapshotOf(pathOf(live.id)));
    expect(log).toEqual([]);
  });

  it('leaves a tree alone that was live a moment ago', async () => {
    await store.close();
    open({ keep: 2, grace: 60_000 });
    const ids = [
      await publish(first),
      await publish({ a: '1' }),
      await publish({ a: '2' }),
      await publish({ a: '3' }),
    ];
    await store.idle();
    expect(
      store
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('waits its time and no more when the clock was set back by 400 days', async () => {
    await store.close();
    open({ keep: 2, grace: 60_000 });
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const clock = vi.spyOn(Date, 'now');
    try {
      for (const a of ['1', '2', '3', '4']) await publish({ a });
      clock.mockReturnValue(Date.now() - 400 * 24 * 3_600_000);
      store.prepareSpare();
      await store.idle();
      // A timer beyond 2^31 ms fires after one instead, and what it starts begins another.
      expect(timers.mock.calls.filter(([, ms = 0]) => ms > 60_000)).toEqual([]);
    } finally {
      timers.mockRestore();
      clock.mockRestore();
    }
  });

  it('sweeps away what a killed process left, and keeps its own', async () => {
    await publish(first);
    await store.idle();
    const spare = await store.spare();
    const left = store.draft();
    apply(left, first);
    expect(store.prepare()).toEqual([basename(left)]);
    await store.idle();
    expect(existsSync(left)).toBe(false);
    expect(existsSync(spare)).toBe(true);
  });

  it('notices a link that somebody else has moved', async () => {
    const one = await publish(first);
    await publish({ 'en/index.html': 'two' });
    await store.idle();
    new ReleaseStore(dataDir).switchTo(one);
    expect(snapshotOf(await store.spare())).toEqual(snapshotOf(pathOf(one)));
  });
});

const path = fc.constantFrom(
  'a',
  'en/a',
  'en/b/index.html',
  'en/c/index.html',
  'en/c/d/index.html',
  'km/b/index.html',
  'en/b',
  'km',
);
const changes = fc.dictionary(path, fc.option(fc.string({ maxLength: 3, minLength: 1 }), { nil: null }), {
  maxKeys: 4,
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('publish' as const), changes, told: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('build' as const), changes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('drop' as const, 'revert' as const), changes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rollback' as const), to: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), killed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rest' as const) }) },
);

/** Leaves out what no site can hold: a file and a folder of one name. */
function fitting(changes: Changes, tree: Snapshot): Changes {
  const after = new Set(Object.keys(tree));
  const fit: Record<string, string | null> = {};
  for (const [name, text] of Object.entries(changes)) {
    if (text === null) after.delete(name);
    else if ([...after].some((other) => other.startsWith(`${name}/`) || name.startsWith(`${other}/`)))
      continue;
    else after.add(name);
    fit[name] = text;
  }
  return fit;
}

describe('Whatever happens in whatever order', () => {
  it('every kept release stays as it was made, and every spare equals the live tree', async () => {
    let steps = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20, size: 'max' }), async (sequence) => {
        await store.close();
        rmSync(dataDir, { recursive: true });
        mkdirSync(dataDir);
        open({ keep: 3, growth: sequence.length % 2 });
        const made = new Map<string, Snapshot>();
        let live = await publish(first);
        made.set(live, snapshotOf(pathOf(live)));
        for (const each of sequence) {
          steps += 1;
          const tree = made.get(live) ?? {};
          if (each.do === 'publish') live = await publish(fitting(each.changes, tree), each.told);
          else if (each.do === 'build') {
            const draft = store.draft();
            apply(draft, fitting(each.changes, {}));
            live = store.adopt(draft).id;
            store.switchTo(live);
            store.prepareSpare();
          } else if (each.do === 'drop' || each.do === 'revert') {
            const spare = await store.spare();
            store[each.do](spare, apply(spare, fitting(each.changes, tree)));
          } else if (each.do === 'rollback') {
            const list = store.list();
            live = list[each.to % list.length]?.id ?? live;
            store.switchTo(live);
          } else if (each.do === 'restart') {
            if (!each.killed) await store.idle();
            await store.close();
            open({ keep: 3, growth: sequence.length % 2 });
          } else await store.idle();
          if (!made.has(live)) made.set(live, snapshotOf(pathOf(live)));
          for (const { id } of store.list()) expect(snapshotOf(pathOf(id))).toEqual(made.get(id));
          const spare = await store.spare();
          expect(snapshotOf(spare)).toEqual(made.get(live));
          store.revert(spare, []);
        }
        expect(log).toEqual([]);
      }),
      { numRuns: 12 },
    );
    expect(steps).toBeGreaterThanOrEqual(60);
  });
});
