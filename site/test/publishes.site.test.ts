import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentPath, type Document, type DocumentOf } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { make } from './support/documents.ts';
import { FeedServer } from './support/feed-server.ts';
import { lastLine, runBuild, type Run } from './support/run-build.ts';
import { digestTree } from './support/trees.ts';

const root = mkdtempSync(join(tmpdir(), 'samleng-publishes-'));
const cms = new FeedServer();
const examples = loadExamples().flatMap(({ documents }) => documents);
let url: string;

beforeAll(async () => {
  cms.publish(...examples);
  url = await cms.start();
});

afterAll(() => {
  cms.stop();
  rmSync(root, { recursive: true, force: true });
});

function build(data: string, tree: string, ...more: string[]): Promise<Run> {
  return runBuild(['--pages-only', '--out', join(root, tree), ...more], {
    DATA_DIR: join(root, data),
    CMS_URL: url,
    CMS_TOKEN: 'a-token',
  });
}

function digestsIn(tree: string): Record<string, string> {
  return digestTree(join(root, tree));
}

function find<T extends Document['type']>(
  type: T,
  locale: string,
  isIt: (document: DocumentOf<T>) => boolean = () => true,
) {
  const found = examples.find(
    (each) => each.type === type && each.locale === locale && isIt(each as DocumentOf<T>),
  );
  if (!found) throw new Error(`The examples hold no such ${type}.`);
  return found as DocumentOf<T>;
}

test('publishes, edits and withdrawals end in the tree that a clean build makes', async () => {
  const create = { width: 90, height: 60, channels: 3, background: '#446688' } as const;
  cms.uploads.set('only-before.png', await sharp({ create }).png().toBuffer());
  const image = {
    url: '/uploads/only-before.png',
    version: '1',
    mime: 'image/png',
    width: 90,
    height: 60,
  } as const;
  const pictured = make('article', 'once-pictured', { slug: 'once-pictured' });
  cms.publish({ ...pictured, cover: { image, alt: 'A flat colour', caption: null, credit: null } });
  expect(await build('living', 'tree-1')).toMatchObject({ code: 0, stderr: '' });
  cms.publish(pictured);
  const story = find('article', 'en', ({ topics }) => topics.length > 0);
  const topic = find('topic', 'en', ({ documentId }) => story.topics.includes(documentId));
  const person = find('person', 'km');
  const fresh: Document = {
    ...story,
    documentId: 'a-fresh-story',
    slug: 'a-fresh-story',
    title: 'A fresh story',
    publishedOn: '2030-01-01',
  };
  cms.publish(fresh);
  cms.publish({ ...topic, name: 'Renamed subject' });
  cms.publish({ ...story, body: `${story.body}\n\nA sentence more.` });
  cms.withdraw(person);
  cms.withdraw(fresh);
  expect(await build('living', 'tree-2')).toMatchObject({ code: 0, stderr: '' });
  expect(cms.asked.at(-1)).toBe(`/api/feed?since=${examples.length + 1}&log=log-a`);
  expect(await build('clean', 'tree-3')).toMatchObject({ code: 0, stderr: '' });

  expect(digestsIn('tree-2')).toEqual(digestsIn('tree-3'));
  expect(digestsIn('tree-2')).not.toEqual(digestsIn('tree-1'));
  const storyPage = readFileSync(
    join(root, 'tree-2', documentPath('en', 'article', story.slug), 'index.html'),
    'utf8',
  );
  expect(storyPage).toContain('A sentence more.');
  expect(storyPage).toContain('Renamed subject');
  expect(storyPage).not.toContain(`>${topic.name}<`);
  expect(existsSync(join(root, 'tree-2', documentPath('km', 'person', person.slug)))).toBe(false);
  expect(existsSync(join(root, 'tree-2', documentPath('en', 'article', fresh.slug)))).toBe(false);
});

test('a feed that is cut off is a temporary failure, and the content of before still builds', async () => {
  cms.publish({ ...find('topic', 'en'), name: 'Never seen' });
  cms.spoil = (text) => text.slice(0, -40);
  const { code, stderr } = await build('living', 'tree-cut');
  expect(code).toBe(75);
  expect(lastLine(stderr)).toMatch(/incomplete/);
  expect(existsSync(join(root, 'tree-cut'))).toBe(false);
  expect(await build('living', 'tree-4', '--no-pull')).toMatchObject({ code: 0 });
  expect(digestsIn('tree-4')).toEqual(digestsIn('tree-2'));
});

test('a document that breaks the contract is left out by name; its last good version and all others are built', async () => {
  const topic = find('topic', 'en');
  const story = find('article', 'en');
  cms.publish({ ...story, body: `${story.body}\n\nOne more for everybody.` });
  cms.spoil = (text) => text.replace('"name":"Never seen"', '"name":""');
  const { code, stdout } = await build('living', 'tree-broken');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    new RegExp(`Left out: topic ${topic.documentId} \\(en\\).*breaks the contract: name`),
  );
  const read = (path: string) => readFileSync(join(root, 'tree-broken', path, 'index.html'), 'utf8');
  expect(read(documentPath('en', 'article', story.slug))).toContain('One more for everybody.');
  const before = readFileSync(
    join(root, 'tree-4', documentPath('en', 'topic', topic.slug), 'index.html'),
    'utf8',
  );
  expect(read(documentPath('en', 'topic', topic.slug))).toContain(/<title>.*<\/title>/.exec(before)?.[0]);
});

test('a document whose page cannot be made is left out by name, for the version before it where there is one', async () => {
  cms.spoil = (text) => text;
  const story = find('article', 'en');
  const page = `${documentPath('en', 'article', story.slug)}index.html`.slice(1);
  const before = readFileSync(join(root, 'tree-broken', page), 'utf8');
  // Within the contract, but half a surrogate pair fits into no address to pass the page on by.
  const title = 'Half a sign \ud83d';
  cms.publish({ ...story, title });
  cms.publish({ ...story, documentId: 'a-fresh-one', slug: 'a-fresh-one', title });
  const { code, stdout } = await build('living', 'tree-half');
  expect(code).toBe(0);
  for (const id of [story.documentId, 'a-fresh-one'])
    expect(stdout).toMatch(new RegExp(`Left out: article ${id} \\(en\\)\\. /en/.* cannot be made: `));
  expect(readFileSync(join(root, 'tree-half', page), 'utf8')).toBe(before);
  expect(Object.keys(digestsIn('tree-half')).filter((file) => file.includes('a-fresh-one'))).toEqual([]);
});
