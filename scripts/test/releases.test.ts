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

/** Makes a release of these files. */
function make(revision: number, more: Files = {}): string {
  const draft = store.draft();
  const builtAt = new Date(1_800_000_000_000 + revision * 60_000).toISOString();
  const manifest = JSON.stringify({ revision, builtAt, version: '0123456789ab' });
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
