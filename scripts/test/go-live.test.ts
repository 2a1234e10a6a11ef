import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goLive, type Hall } from '../src/publisher/go-live.ts';
import { LiveCheck } from '../src/publisher/live-check.ts';
import { LiveMemory } from '../src/publisher/live-memory.ts';
import { TreeVerifier } from '../src/publisher/tree-verifier.ts';
import { forgetWithdrawnMedia, noteWithdrawnMedia } from '../src/publisher/withdrawn-media.ts';
import { ReleaseStore } from '../src/release-store.ts';
import { Releases } from '../src/server/locate.ts';
import { writeTree } from './room/tree.ts';

const siteUrl = 'http://site.localhost';
let dataDir: string;
let hall: Hall;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'samleng-go-live-'));
  const store = new ReleaseStore(dataDir);
  hall = {
    dataDir,
    store,
    check: new LiveCheck({ dataDir, store, log: () => undefined }),
    memory: new LiveMemory(dataDir, siteUrl),
    verifier: new TreeVerifier(siteUrl),
    renderer: undefined,
  };
});

afterEach(async () => {
  await Promise.all([hall.store.close(), hall.verifier.close(), hall.check.close()]);
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

describe('When a document is taken down', () => {
  const leader = 'en/leaders/sok/index.html';
  const article = 'en/articles/one/index.html';
  const name = (digit: string) => `${digit.repeat(20)}.avif`;
  /** The first portrait, the second; the first cover, the second; what both documents show. */
  const [portrait, portrait2, cover, cover2, shared] = ['a', 'b', 'c', 'd', 'e'].map(name) as [
    string,
    string,
    string,
    string,
    string,
  ];

  function write(file: string, text: string) {
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    writeFileSync(file, text);
  }

  /** Makes a tree that has these pages with these pictures, and nothing else under /media/. */
  function fill(tree: string, revision: number, pages: Readonly<Record<string, readonly string[]>>) {
    const manifest = {
      revision,
      builtAt: new Date(revision * 1000).toISOString(),
      version: '0123456789ab',
      log: 'log-one',
    };
    writeTree(tree, { ...manifest, siteUrl });
    rmSync(join(tree, 'media'), { recursive: true });
    for (const page of [leader, article]) rmSync(join(tree, page), { force: true });
    for (const [page, names] of Object.entries(pages)) {
      const images = names.map((each) => `<img srcset="/media/${each} 360w">`);
      write(join(tree, page), `<!doctype html><title>x</title>${images.join('')}`);
      for (const each of names) {
        write(join(tree, 'media', each), each);
        write(join(dataDir, 'media/files', each), each);
      }
    }
    return manifest;
  }

  /** Shows three releases: both documents, both with other pictures, and the article alone. */
  async function showThree(isWhole: boolean) {
    const publish = async (
      revision: number,
      pages: Record<string, readonly string[]>,
      removed: string[] = [],
    ) => {
      const tree = revision === 3 && !isWhole ? await hall.store.spare() : hall.store.draft();
      const manifest = fill(tree, revision, pages);
      return goLive(hall, { tree, manifest, changed: [], removed, isWhole: revision < 3 || isWhole });
    };
    await publish(1, { [leader]: [portrait, shared], [article]: [cover, shared] });
    await publish(2, { [leader]: [portrait2, shared], [article]: [cover2, shared] });
    hall.store.prepareSpare();
    await publish(3, { [article]: [cover2, shared] }, isWhole ? [] : [`/${leader}`, `/media/${portrait2}`]);
    await hall.store.idle();
  }

  /** Shows both documents, then notes that the leader goes with the next tree. Returns that tree, which is not shown yet. */
  async function noteLeaderGoes(): Promise<string> {
    const release = hall.store.draft();
    fill(release, 1, { [leader]: [portrait], [article]: [cover] });
    hall.store.switchTo(hall.store.adopt(release).id);
    const next = hall.store.draft();
    fill(next, 2, { [article]: [cover] });
    await noteWithdrawnMedia(dataDir, hall.store, { tree: next, removed: [`/${leader}`], isWhole: false });
    return next;
  }

  const inTrees = (each: string) =>
    globSync(`{releases/{*,.tmp-*},}/media/{,files/}${each}`, { cwd: dataDir });
  const served = async (each: string) => {
    const site = new Releases(dataDir);
    return (await site.locate((await site.current()) ?? '', `/media/${each}`)).kind;
  };

  it.each([
    ['a publish that tells what it removed', false],
    ['a release that was made from nothing', true],
  ])('its pictures leave all trees and the cache, and nothing else does: %s', async (_, isWhole) => {
    await showThree(isWhole);
    for (const each of [portrait, portrait2]) {
      expect(inTrees(each)).toEqual([]);
      expect(await served(each)).toBe('missing');
      expect(existsSync(join(dataDir, 'media/files', each))).toBe(false);
    }
    // What is shown, and what an article showed before, as a page opened then still may ask for.
    for (const each of [cover, cover2, shared]) {
      expect(await served(each)).toBe('file');
      expect(readFileSync(join(dataDir, 'media/files', each), 'utf8')).toBe(each);
    }
    expect(kept().map(([revision]) => revision)).toEqual([3, 2, 1]);
  });

  it('a publisher that died between the switch and that does it when it starts', async () => {
    const next = await noteLeaderGoes();
    hall.store.switchTo(hall.store.adopt(next).id);
    expect(await served(portrait)).toBe('file');
    expect(forgetWithdrawnMedia(dataDir, hall.store)).toBe(1);
    expect(inTrees(portrait)).toEqual([]);
    expect(await served(cover)).toBe('file');
    expect(forgetWithdrawnMedia(dataDir, hall.store)).toBe(0);
  });

  it('one that died before the switch takes nothing from what is live', async () => {
    await noteLeaderGoes();
    forgetWithdrawnMedia(dataDir, hall.store);
    expect(await served(portrait)).toBe('file');
  });
});
