import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHold } from '../src/publisher/hold.ts';
import { endRollback, resumeHold, rollBack } from '../src/release-rollback.ts';
import { uniqueSizes } from '../src/release-search.ts';
import { ReleaseStore } from '../src/release-store.ts';

let dataDir: string;
let store: ReleaseStore;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'samleng-kept-'));
  store = new ReleaseStore(dataDir);
  store.prepare();
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Text by path; a release's name instead of text means the file that it has. */
type Files = Readonly<Record<string, string | { readonly of: string }>>;

/**
 * Makes a release of these files.
 * @param later seconds after the revision's first release.
 */
function make(revision: number, more: Files = {}, later = 0, version = '0123456789ab'): string {
  const draft = store.draft();
  const builtAt = new Date(1_800_000_000_000 + revision * 60_000 + later * 1000).toISOString();
  const manifest = JSON.stringify({ revision, builtAt, version });
  const files: Files = { 'release.json': manifest, ...more };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(draft, path)), { recursive: true });
    if (typeof text === 'string') writeFileSync(join(draft, path), text);
    else linkSync(join(store.folder, text.of, path), join(draft, path));
  }
  return store.adopt(draft).id;
}

describe('A search', () => {
  it('finds a text in paths and in files, as HTML, addresses and JSON write it', () => {
    const one = make(1, { 'en/a/index.html': 'by Sok &amp; Dara&#39;s', 'en/b/index.html': 'nothing' });
    const two = make(2, { 'en/sok & dara/index.html': 'x', 'c.json': '{"a":"\\"quoted\\""}' });
    const three = make(3, { 'en/index.html': '<a href="/en/%E1%9E%9F%E1%9E%BB%E1%9E%81/">x</a>' });
    expect(store.containing("Sok & Dara's")).toEqual([{ id: one, paths: ['/en/a/index.html'] }]);
    expect(store.containing('sok & dara')).toEqual([{ id: two, paths: ['/en/sok & dara/index.html'] }]);
    expect(store.containing('"quoted"').map(({ id }) => id)).toEqual([two]);
    expect(store.containing('សុខ').map(({ id }) => id)).toEqual([three]);
    expect(store.containing('nobody')).toEqual([]);
  });

  it('finds a shared file in every release that has it', () => {
    const one = make(1, { 'en/a/index.html': 'secret' });
    const two = make(2, { 'en/a/index.html': { of: one } });
    const three = make(3, { 'en/a/index.html': 'clean' });
    expect(store.containing('secret').map(({ id }) => id)).toEqual([two, one]);
    expect(store.containing('clean').map(({ id }) => id)).toEqual([three]);
  });
});

describe('The size of a release', () => {
  it('is what no other one shares', () => {
    const size = JSON.stringify({
      revision: 1,
      builtAt: new Date().toISOString(),
      version: '0123456789ab',
    }).length;
    const one = make(1, { a: 'x'.repeat(1000), b: 'x'.repeat(500), c: 'x'.repeat(50) });
    const two = make(2, { a: { of: one }, b: { of: one }, c: 'y'.repeat(70) });
    const three = make(3, { a: { of: one }, c: { of: two } });
    const sizes = uniqueSizes(store.folder, [one, two, three]);
    expect([...sizes]).toEqual([
      [one, size + 50],
      [two, size],
      [three, size],
    ]);
  });
});

describe('The release to roll back to', () => {
  const anew = async () => {
    await store.close();
    store = new ReleaseStore(dataDir, { grace: 0 });
  };

  it.each([
    ['has seen the publishes', () => Promise.resolve()],
    ['was started after them', anew],
  ])('is kept, however few are and whatever follows a publish, by who %s', async (_, restart) => {
    await anew();
    const [good, ...wrong] = [make(1), make(2), make(2, {}, 2), make(2, {}, 3)];
    for (const id of [good, ...wrong]) store.switchTo(id);
    await restart();
    expect(store.prune(2).sort()).toEqual(wrong.slice(0, 2).sort());
    expect(store.list().map(({ id }) => id)).toEqual([wrong[2], good]);
    expect(rollBack(store, dataDir).id).toBe(good);
    endRollback(dataDir);
    store.switchTo(make(3));
    await restart();
    expect(store.prune(2)).toEqual([wrong[2]]);
    expect(rollBack(store, dataDir).id).toBe(good);
  });
});

describe('A rollback', () => {
  it('goes to the release before, further back when asked again, or to any by name', () => {
    const ids = [1, 2, 3].map((revision) => make(revision));
    store.switchTo(ids[2] ?? '');
    expect(rollBack(store, dataDir).id).toBe(ids[1]);
    expect(store.live()?.id).toBe(ids[1]);
    expect(rollBack(store, dataDir).id).toBe(ids[0]);
    expect(() => rollBack(store, dataDir)).toThrow(/no release before the live one/);
    expect(() => rollBack(store, dataDir, 'nothing')).toThrow(/no release nothing\. `pnpm releases`/);
    expect(rollBack(store, dataDir, ids[2]).live).toBe(true);
    expect(readHold(dataDir)).toMatchObject({ kind: 'rollback', release: ids[2] });
    expect([endRollback(dataDir), endRollback(dataDir)]).toEqual([true, false]);
    expect(readHold(dataDir)).toBeUndefined();
  });

  it('passes over the releases that followed with the search index and share images of the same pages', () => {
    make(1);
    const good = make(1, {}, 2);
    const wrong = [0, 2, 3].map((later) => make(2, {}, later));
    const otherCode = make(2, {}, 9, 'ba9876543210');
    store.switchTo(otherCode);
    expect(rollBack(store, dataDir).id).toBe(wrong[2]);
    expect(rollBack(store, dataDir).id).toBe(good);
    expect(() => rollBack(store, dataDir)).toThrow(/no release before the live one that shows something/);
    expect(store.live()?.id).toBe(good);
  });

  it('passes over what was rolled back from before, until somebody names it', () => {
    const [good, wrong, followed] = [make(1), make(2), make(2, {}, 2)];
    store.switchTo(followed);
    expect(rollBack(store, dataDir).id).toBe(good);
    endRollback(dataDir);
    const marked = () => store.list().flatMap(({ id, rolledBack }) => (rolledBack ? [id] : []));
    expect(marked()).toEqual([followed, wrong]);
    store.switchTo(make(3));
    expect(rollBack(store, dataDir).id).toBe(good);
    expect(rollBack(store, dataDir, followed)).toMatchObject({ live: true, rolledBack: false });
    expect(marked()).toHaveLength(1);
    const mended = make(4);
    store.switchTo(mended);
    expect(rollBack(store, dataDir).id).toBe(followed);
    expect(rollBack(store, dataDir).id).toBe(good);
  });

  it('that was killed halfway is ended at the next start; one to a release that is gone is over', () => {
    const ids = [1, 2].map((revision) => make(revision));
    store.switchTo(ids[1] ?? '');
    rollBack(store, dataDir);
    store.switchTo(ids[1] ?? '');
    expect(resumeHold(store, dataDir)).toMatchObject({ kind: 'rollback', release: ids[0] });
    expect(store.live()?.id).toBe(ids[0]);
    store.switchTo(ids[1] ?? '');
    store.remove(ids[0] ?? '');
    expect(resumeHold(store, dataDir)).toBeUndefined();
    expect([store.live()?.id, readHold(dataDir)]).toEqual([ids[1], undefined]);
  });
});
