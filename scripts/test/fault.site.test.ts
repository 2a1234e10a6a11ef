import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contentTypes, type Document, documentPath, listedTypes, listPath, locales } from '@samleng/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CuttingProxy, cuttingProxy } from './house/cutting-proxy.ts';
import { signIn } from './house/editor.ts';
import { type HookProxy, hookProxy } from './house/hook-proxy.ts';
import { differences, liveRelease, readFeed, treeOf, untilFollowed, untilLive } from './house/live-site.ts';
import { type Memory, Newsroom } from './house/newsroom.ts';
import { drawn, randomEdit } from './house/random-edits.ts';
import { type Findings, type Readers, startReaders } from './house/readers.ts';
import { type House, makeHouse } from './house/running-house.ts';
import { randomMishap, Saboteur } from './house/saboteur.ts';
import { type SmallDisk, smallDisk } from './house/small-disk.ts';

const seed = Number(process.env['SAMLENG_FAULT_SEED'] ?? randomInt(2 ** 31));
/** Of so many edits about a hundred publish, unpublish or delete; the rest stay drafts. */
const steps = Number(process.env['SAMLENG_FAULT_STEPS'] ?? 120);
/** So many are undone by the backup: few enough that no guard takes the pages that go for an accident. */
const lostSteps = 9;
/** For a slow machine as well: a killed CMS takes seconds to come back. Milliseconds. */
const patience = 300_000 + steps * 10_000;

let house: House;
let lines: CuttingProxy;
let hooks: HookProxy;
let disk: SmallDisk;
let readers: Readers;
let newsroom: Newsroom;
let findings: Findings;
let published: Document[];

beforeAll(async () => {
  console.info(`${steps} steps with seed ${seed}`);
  lines = await cuttingProxy(() => Number(new URL(house.cmsUrl).port));
  hooks = await hookProxy(() => Number(house.environment['PUBLISHER_PORT']), 3);
  house = await makeHouse({ SAMLENG_SEED: 'if-empty', PUBLISH_INTERVAL: '5', KEEP_RELEASES: '8' });
  disk = smallDisk(join(house.dataDir, 'releases'), 160, () => saboteur.publisherFamily());
  const overrides = { cms: { PUBLISHER_URL: hooks.url }, publisher: { CMS_URL: lines.url } };
  const saboteur = new Saboteur({ house, lines, disk, overrides });
  await house.start('cms', overrides.cms);
  await house.start('site');
  await house.start('publisher', overrides.publisher);
  await untilLive(house, 300);

  const before = await readFeed(house);
  const leftAlone = someOfEach(before.documents);
  const signInAgain = () => signIn(house);
  newsroom = new Newsroom(await signInAgain(), {
    leftAlone: new Set(leftAlone.keys()),
    signInAgain,
    // A CMS that has just been killed is asked again.
    feed: () =>
      readFeed(house).then(
        ({ documents }) => documents,
        (error: unknown) => Promise.reject(new TypeError(String(error))),
      ),
  });
  await newsroom.open();
  const paths = alwaysPublic(before.documents.filter(({ documentId }) => leftAlone.has(documentId)));
  readers = startReaders(house, paths);

  const startedAt = Date.now();
  const mishaps = drawn(randomMishap, steps, seed);
  let memory: Memory | undefined;
  for (const [step, edit] of drawn(randomEdit, steps, seed).entries()) {
    const mishap = mishaps[step];
    if (mishap) saboteur.start(mishap);
    if (step === Math.floor(steps * 0.4)) saboteur.fillDisk();
    if (step === Math.floor(steps * 0.6)) {
      saboteur.backUp();
      memory = newsroom.remember();
    }
    if (memory && step === Math.floor(steps * 0.6) + lostSteps) {
      await saboteur.putBack();
      newsroom.goBackTo(memory);
    }
    await newsroom.carryOut(edit);
    // Somebody quick, but no flood: between two publishes there is time for a release.
    await sleep(edit.choice % 400);
  }
  const editedAt = Date.now();
  await saboteur.rest();
  const after = await readFeed(house);
  published = after.documents;
  const live = await untilLive(house, 300);
  const caughtUpAt = Date.now();
  findings = await readers.stop();

  const seconds = (from: number, to: number) => Math.round((to - from) / 1000);
  console.info(
    JSON.stringify(
      {
        seed,
        steps,
        ...newsroom.answers,
        ...saboteur.damage,
        hooksDropped: hooks.dropped,
        hooksPassed: hooks.passed,
        pullsCut: lines.cuts,
        disk: disk.kind,
        log: after.revision,
        live: live.revision,
        secondsOfEditing: seconds(startedAt, editedAt),
        secondsUntilLive: seconds(editedAt, caughtUpAt),
        pathsRead: paths.length,
        readers: findings,
      },
      null,
      2,
    ),
  );
  expect(saboteur.damage.diskWords, 'the publisher met the full disk').not.toBe('');
}, patience);

afterAll(async () => {
  readers?.kill();
  for (const role of ['publisher', 'site', 'cms'] as const) await house?.stop(role);
  disk?.remove();
  await house?.end();
  await Promise.all([lines?.close(), hooks?.close()]);
});

/** The first two published documents of each type: nobody edits them. */
function someOfEach(documents: readonly Document[]): Map<string, Document> {
  const chosen = contentTypes
    .filter((type) => type !== 'site-settings')
    .flatMap((type) => {
      const ids = [
        ...new Set(documents.filter((each) => each.type === type).map(({ documentId }) => documentId)),
      ];
      return ids.slice(0, 2);
    });
  return new Map(
    documents.filter(({ documentId }) => chosen.includes(documentId)).map((each) => [each.documentId, each]),
  );
}

/** What is public all along: front pages, lists, feeds, sitemaps, and the documents that nobody edits. */
function alwaysPublic(documents: readonly Document[]): string[] {
  const page = readFileSync(join(house.dataDir, 'current/en/index.html'), 'utf8');
  const pages = documents.flatMap((document) =>
    document.type === 'site-settings' ? [] : [documentPath(document.locale, document.type, document.slug)],
  );
  const assets = page.match(/(?<=")\/_astro\/[^"]+(?=")/g) ?? [];
  return [
    '/',
    '/release.json',
    '/robots.txt',
    '/sitemap-index.xml',
    ...sitemapsNaming('/en/', ...pages),
    ...new Set(assets),
    ...locales.flatMap((locale) => [
      `/${locale}/`,
      `/${locale}/feed.xml`,
      ...listedTypes.map((type) => listPath(locale, type)),
    ]),
    ...pages,
  ];
}

/** The sitemaps that name one of some pages: they stay as long as the page does. */
function sitemapsNaming(...pages: string[]): string[] {
  const tree = join(house.dataDir, 'current');
  const named = readdirSync(tree).filter((name) => {
    if (!/^sitemap-(?!index).*\.xml$/.test(name)) return false;
    const text = readFileSync(join(tree, name), 'utf8');
    return pages.some((path) => text.includes(`<loc>${house.siteUrl}${path}</loc>`));
  });
  return named.map((name) => `/${name}`);
}

test('Readers always get the whole body of a path from one release, and never go back to an older one', () => {
  expect(findings.requests).toBeGreaterThan(steps);
  expect(findings.releases).toBeGreaterThan(1);
  expect(findings.samples).toEqual({ releases: [] });
  expect(findings.failures).toBe(0);
});

test('The CMS keeps what its answers promised', () => {
  expect(newsroom.brokenPromises(published)).toEqual([]);
});

test('Neither a new language nor discarded changes take away what languages share', () => {
  expect(newsroom.lostShared).toEqual([]);
});

test('What is public of a document changes by its own publish alone', () => {
  expect(newsroom.changedUnasked).toEqual([]);
});

test('Without a human, the live tree is in the end the clean build of what is published', async () => {
  expect((await liveRelease(house)).revision).toBe((await readFeed(house)).revision);
  await untilFollowed(house);
  // A data folder of its own: nothing pulled, rendered or encoded before can help the clean build.
  const fresh = join(house.dataDir, 'fresh');
  const clean = await house.run('build', ['--out', join(fresh, 'tree')], { DATA_DIR: fresh });
  expect(clean.code, clean.output).toBe(0);
  const live = treeOf(join(house.dataDir, 'current'));
  expect(live.size).toBeGreaterThan(50);
  expect(differences(live, treeOf(clean.output.trim().split('\n').at(-1) ?? ''))).toEqual([]);
}, 600_000);
