import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bodyFile, digestOf, readBody } from '../src/content/bodies.ts';
import { ContentStore } from '../src/content/content-store.ts';
import { withLock } from '../src/content/lock.ts';
import { TemporaryError } from '../src/content/retry.ts';
import { readStore, writeStore } from '../src/content/store.ts';
import { cmsServer, cut, feed, status } from './support/cms-server.ts';
import { feedOf, make } from './support/documents.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { readTree } from './support/trees.ts';

const one = make('article', 'story-one', { body: 'The first story.' });
const two = make('article', 'story-two', { body: 'The second story.' });
const topic = make('topic', 'a-topic');

/** Pulls as a process does that has just started. */
async function sync(folder: string, cmsUrl: string, contract = 'contract-a') {
  const retry = { attempts: 2, pause: 1, longestPause: 2 };
  const store = new ContentStore({ folder, contract, feed: { cmsUrl, token: 'a-token', retry }, rounds: 3 });
  await store.pull();
  return store.content;
}

function indexOf(folder: string): string {
  return readFileSync(join(folder, 'index.ndjson'), 'utf8');
}

test('a first sync pulls everything and keeps bodies beside the index', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([topic, one])));
  const content = await sync(folder, cms.url);
  expect(cms.asked).toEqual(['/api/feed']);
  expect(content).toMatchObject({ revision: 7, log: 'log-a' });
  expect(content.documents.map(({ documentId }) => documentId)).toEqual(['a-topic', 'story-one']);
  expect(indexOf(folder)).not.toContain('The first story.');
  expect(readBody(folder, digestOf('The first story.'))).toBe('The first story.');
});

test('a second sync asks only for what changed, and takes away what was withdrawn', async () => {
  const folder = temporaryFolder();
  const renamed = { ...two, title: 'Another title' };
  const gone = { type: 'tombstone', of: 'article', documentId: 'story-one', locale: 'en' };
  const cms = await cmsServer(feed(feedOf([one, two])), feed(feedOf([gone, renamed], { revision: 9 })));
  await sync(folder, cms.url);
  const content = await sync(folder, cms.url);
  expect(cms.asked[1]).toBe('/api/feed?since=7&log=log-a');
  expect(content.revision).toBe(9);
  expect(content.documents).toMatchObject([{ documentId: 'story-two', title: 'Another title' }]);
});

test('a sync without news leaves the files alone', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one])), feed(feedOf([])));
  await sync(folder, cms.url);
  const { ino, mtimeMs } = statSync(join(folder, 'index.ndjson'));
  expect(await sync(folder, cms.url)).toMatchObject({
    revision: 7,
    documents: [{ documentId: 'story-one' }],
  });
  expect(statSync(join(folder, 'index.ndjson'))).toMatchObject({ ino, mtimeMs });
});

test('a new revision without lines is remembered all the same', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one])), feed(feedOf([], { revision: 8 })));
  await sync(folder, cms.url);
  await sync(folder, cms.url);
  expect(readStore(folder)?.revision).toBe(8);
});

test('whatever the history, the same documents give the same store', async () => {
  const [straight, winding] = [temporaryFolder(), temporaryFolder()];
  const gone = { type: 'tombstone', of: 'article', documentId: 'passing', locale: 'en' };
  const passing = make('article', 'passing', { body: 'Soon gone.' });
  const reversed = Object.fromEntries(Object.entries(one).reverse());
  const cms = await cmsServer(
    feed(feedOf([topic, one, two], { revision: 9 })),
    feed(feedOf([two, passing, { ...one, title: 'An old title' }])),
    feed(feedOf([gone, reversed, topic], { revision: 9 })),
  );
  await sync(straight, cms.url);
  await sync(winding, cms.url);
  await sync(winding, cms.url);
  expect(readStore(winding)).toEqual(readStore(straight));
});

test.each([
  ['is down', status(500)],
  ['cuts the feed', cut(feedOf([two]).slice(0, 50))],
  ['forgets the trailer', feed(JSON.stringify(two) + '\n')],
  ['refuses the token', status(401)],
  ['sends a line that names no document', feed(feedOf([{ ...two, documentId: 7 }]))],
])('the last good content stays when the CMS %s', async (_, trouble) => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one])), trouble);
  await sync(folder, cms.url);
  const before = indexOf(folder);
  await expect(sync(folder, cms.url)).rejects.toThrow();
  expect(indexOf(folder)).toBe(before);
  expect(existsSync(join(folder, 'journal.ndjson'))).toBe(false);
  expect(readStore(folder)?.documents).toMatchObject([{ documentId: 'story-one' }]);
  expect(readBody(folder, digestOf(one.body))).toBe(one.body);
});

test('a document that breaks the contract is put aside by name, and everything else is taken', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(
    feed(feedOf([one, topic])),
    feed(feedOf([{ ...one, title: '' }, two], { revision: 8 })),
  );
  await sync(folder, cms.url);
  const content = await sync(folder, cms.url);
  expect(content.quarantined).toMatchObject([
    {
      type: 'article',
      documentId: 'story-one',
      locale: 'en',
      reason: expect.stringMatching(/story-one en.*title/),
    },
  ]);
  expect(content.documents).toMatchObject([
    { documentId: 'a-topic' },
    { documentId: 'story-one', title: 'A story' },
    { documentId: 'story-two' },
  ]);
  expect(content.revision).toBe(8);
  expect(readBody(folder, digestOf(one.body))).toBe(one.body);
});

test('a CMS with another log is pulled from the start', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(
    feed(feedOf([one])),
    status(409),
    feed(feedOf([two], { log: 'log-b', revision: 2 })),
  );
  await sync(folder, cms.url);
  const content = await sync(folder, cms.url);
  expect(cms.asked[2]).toBe('/api/feed');
  expect(content).toMatchObject({ log: 'log-b', revision: 2, documents: [{ documentId: 'story-two' }] });
});

test('content parsed under another contract is pulled from the start', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one])));
  await sync(folder, cms.url);
  await sync(folder, cms.url, 'contract-b');
  expect(cms.asked).toEqual(['/api/feed', '/api/feed']);
});

test('a damaged store heals by pulling everything', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one])));
  await sync(folder, cms.url);
  writeFileSync(join(folder, 'index.ndjson'), indexOf(folder).slice(0, -20));
  await sync(folder, cms.url);
  rmSync(bodyFile(folder, digestOf(one.body)));
  await sync(folder, cms.url);
  expect(cms.asked).toEqual(['/api/feed', '/api/feed', '/api/feed']);
  expect(readBody(folder, digestOf(one.body))).toBe(one.body);
});

test('what is published during a pull is pulled at once', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one], { settled: false })), feed(feedOf([two], { revision: 8 })));
  const content = await sync(folder, cms.url);
  expect(cms.asked).toEqual(['/api/feed', '/api/feed?since=7&log=log-a']);
  expect(content.documents).toHaveLength(2);
  expect(content.revision).toBe(8);
});

test('a CMS that never settles is a temporary failure that leaves the store alone', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one], { settled: false })));
  await expect(sync(folder, cms.url)).rejects.toThrow(TemporaryError);
  expect(cms.asked).toHaveLength(3);
  expect(readStore(folder)).toBeUndefined();
});

test('two syncs at once take turns and both end with the newest content', async () => {
  const folder = temporaryFolder();
  let running = 0;
  let most = 0;
  const slow =
    (text: string): Parameters<typeof cmsServer>[0] =>
    async (request, response) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 60));
      running--;
      return feed(text)(request, response);
    };
  const cms = await cmsServer(slow(feedOf([one])), slow(feedOf([two], { revision: 8 })));
  const [first, second] = await Promise.all([sync(folder, cms.url), sync(folder, cms.url)]);
  expect(most).toBe(1);
  expect([first?.revision, second?.revision].sort()).toEqual([7, 8]);
  expect(readStore(folder)?.documents).toHaveLength(2);
});

test('a lock held too long by others is a temporary failure', async () => {
  const folder = temporaryFolder();
  await withLock(folder, async () => {
    await expect(withLock(folder, async () => 'in', { patience: 50 })).rejects.toThrow(TemporaryError);
  });
  expect(await withLock(folder, async () => 'in', { patience: 50 })).toBe('in');
});

test('a body that nobody names is kept for a day, and deleted when the index is next written anew', async () => {
  const folder = temporaryFolder();
  const changed = { ...one, body: 'The first story, corrected.' };
  const cms = await cmsServer(feed(feedOf([one])), feed(feedOf([changed], { revision: 8 })));
  await sync(folder, cms.url);
  const file = bodyFile(folder, digestOf(one.body));
  const longAgo = new Date(Date.now() - 72 * 3600_000);
  utimesSync(file, longAgo, longAgo);
  await sync(folder, cms.url);
  // Named until now: somebody may still read it.
  expect(Date.now() - statSync(file).mtimeMs).toBeLessThan(3600_000);
  await sync(folder, cms.url, 'contract-b');
  expect(existsSync(file)).toBe(true);
  utimesSync(file, longAgo, longAgo);
  await sync(folder, cms.url, 'contract-c');
  expect(existsSync(file)).toBe(false);
  expect(readBody(folder, digestOf(changed.body))).toBe(changed.body);
});

test('nothing half written is left behind', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one, two])));
  await sync(folder, cms.url);
  expect([...readTree(folder).keys()].filter((file) => file.endsWith('.tmp'))).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(['bodies', 'index.ndjson', 'lock.sqlite']);
});

test('a damaged body says what to do', async () => {
  const folder = temporaryFolder();
  const cms = await cmsServer(feed(feedOf([one])));
  await sync(folder, cms.url);
  writeFileSync(bodyFile(folder, digestOf(one.body)), 'somebody was here');
  expect(() => readBody(folder, digestOf(one.body))).toThrow(/damaged.*pull the content again/);
  await sync(folder, cms.url);
  expect(readBody(folder, digestOf(one.body))).toBe(one.body);
});

test('documents are stored in the feed order: type, documentId, language', () => {
  const folder = temporaryFolder();
  const km = make('article', 'story-one', {}, 'km');
  writeStore(
    folder,
    { revision: 1, log: 'l', documents: [two, km, one, topic], quarantined: [], revoked: [] },
    'c',
  );
  expect(readStore(folder)?.documents.map((d) => `${d.type} ${d.documentId} ${d.locale}`)).toEqual([
    'topic a-topic en',
    'article story-one en',
    'article story-one km',
    'article story-two en',
  ]);
});
