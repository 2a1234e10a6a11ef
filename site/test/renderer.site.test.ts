import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  documentPath,
  feedPath,
  listPath,
  locales,
  type Document,
  type DocumentOf,
  type RenderedWord,
} from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeVersion } from '../src/code-version.ts';
import { bodyFile, digestOf } from '../src/content/bodies.ts';
import { make } from './support/documents.ts';
import { FeedServer } from './support/feed-server.ts';
import { LiveRenderer } from './support/live-renderer.ts';
import { lastLine, runBuild } from './support/run-build.ts';
import { differences, digestTree, linkTree, readTree } from './support/trees.ts';

const root = mkdtempSync(join(tmpdir(), 'samleng-renderer-'));
const data = join(root, 'data');
const preview = join(root, 'preview');
const cms = new FeedServer();
const examples = loadExamples().flatMap(({ documents }) => documents);
let env: Record<string, string>;
let site: LiveRenderer;
let first: RenderedWord;

/** Nothing but our own day and moment, so that everybody knows which sitemap it stands in. */
const story = make('article', 'the-story', {
  slug: 'the-story',
  title: 'The story',
  publishedOn: '2022-05-01',
});
const storyPage = '/en/articles/the-story/index.html';
const neighbour = make('article', 'the-neighbour', {
  slug: 'the-neighbour',
  title: 'The neighbour',
  publishedOn: '2022-05-02',
});
const neighbourPage = '/en/articles/the-neighbour/index.html';
let minutes = 0;

/** Publishes a story as the CMS does: with the moment of the publication. */
function publish(...documents: Document[]): void {
  for (const document of documents) {
    const publishedAt = new Date(Date.UTC(2026, 5, 1, 8, ++minutes)).toISOString();
    cms.publish({ ...document, publishedAt });
  }
}

beforeAll(async () => {
  cms.publish(...examples);
  publish(story, neighbour);
  env = { CMS_URL: await cms.start(), CMS_TOKEN: 'a-token', DATA_DIR: data };
  site = new LiveRenderer(join(root, 'releases'), env);
  await site.start('--preview-out', preview);
  first = await site.publish();
});

afterAll(async () => {
  await site?.end();
  cms.stop();
  rmSync(root, { recursive: true, force: true });
});

/** The pages that `pnpm build` makes of the same content, from nothing. */
async function cleanBuild(name: string): Promise<Map<string, Buffer>> {
  const run = await runBuild(['--pages-only', '--out', join(root, name, 'tree')], {
    ...env,
    DATA_DIR: join(root, name, 'data'),
  });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return readTree(lastLine(run.stdout));
}

const page = (file: string) => site.files.get(file.slice(1))?.toString();
const pages = (files: readonly string[]) => files.filter((file) => file.endsWith('.html')).sort();
const media = (files: Iterable<string>) => [...files].filter((file) => /^\/?media\//.test(file)).sort();

/** The pages that list a story, in both languages; it is too old for the front page. */
const lists = locales.map((locale) => `${listPath(locale, 'article')}index.html`);
/** The pages before it in those lists, which lead on to it by its title. */
const before = locales.map((locale) => `${documentPath(locale, 'article', 'example-minimal')}index.html`);
/** The feeds that tell when it was last changed. */
const feeds = [feedPath('en'), feedPath('en', 'article')].flatMap((path) => [
  path,
  path.replace(/xml$/, 'json'),
]);

function find<T extends Document['type']>(type: T, isIt: (document: DocumentOf<T>) => boolean = () => true) {
  const found = examples.find(
    (each) => each.type === type && each.locale === 'en' && isIt(each as DocumentOf<T>),
  );
  if (!found) throw new Error(`The examples hold no such ${type}.`);
  return found as DocumentOf<T>;
}

describe('a first publish', () => {
  test('makes from nothing what a clean build makes, byte for byte', async () => {
    expect(differences(site.files, await cleanBuild('first-build'))).toEqual([]);
  });

  test('tells every file, the pages, and the code and revision that they show', () => {
    expect(first.isWhole).toBe(true);
    expect([...first.changed].sort()).toEqual([...site.files.keys()].map((file) => `/${file}`).sort());
    expect(first.removed).toEqual([]);
    expect(first.pages).toBe(pages(first.changed).length);
    expect(first.manifest).toEqual(JSON.parse(page('/release.json') ?? ''));
    expect(first.manifest).toMatchObject({ ...cms.head(), version: codeVersion() });
    expect(first.documents).toEqual({ lost: 0, withdrawn: 0 });
    expect(first.quarantined).toEqual([]);
  });

  test('leaves the preview where the publisher wants it', () => {
    expect(existsSync(join(preview, 'entry.mjs'))).toBe(true);
  });
});

describe('what the guard refuses', () => {
  const files = [{ file: storyPage, reason: `${storyPage} leads to /nowhere/, which is not there.` }];

  test('is put aside where its own page is to blame; what came with it goes live', async () => {
    publish({ ...story, title: 'A broken story' }, { ...neighbour, title: 'A whole neighbour' });
    expect((await site.attempt()).word.said).toBe('rendered');
    site.order({ do: 'discard' });
    const { quarantined } = await site.publish({ files, isLast: false });
    expect(quarantined.map(({ documentId, reason }) => [documentId, reason.includes('/nowhere/')])).toEqual([
      ['the-story', true],
    ]);
    expect(page(storyPage)).not.toContain('A broken story');
    expect(page(neighbourPage)).toContain('A whole neighbour');
  });

  test('does not keep a page that was taken back: it goes alone, and the rest comes later', async () => {
    const leaver = make('article', 'the-leaver', { slug: 'the-leaver', title: 'The leaver' });
    publish(leaver);
    await site.publish();
    cms.withdraw(leaver);
    publish({ ...neighbour, title: 'Held for now' });
    expect((await site.attempt()).word.said).toBe('rendered');
    site.order({ do: 'discard' });
    const before = page('/revoked.json');
    const { removed } = await site.withdraw();
    expect(removed).toContain('/en/articles/the-leaver/index.html');
    expect(page('/en/articles/the-leaver/index.html')).toBeUndefined();
    expect(page('/revoked.json')).not.toBe(before);
    expect(page(neighbourPage)).not.toContain('Held for now');
    expect((await site.withdraw()).changed).toEqual([]);

    publish(story, neighbour);
    await site.publish();
    expect(differences(site.files, await cleanBuild('after-a-hold'))).toEqual([]);
  });
});

describe('a publish', () => {
  test('of nothing new changes nothing', async () => {
    const { word } = await site.attempt();
    expect(word).toEqual({ said: 'unchanged', ...cms.head(), quarantined: [] });
  });

  test('of an edited text renders the pages that show it and no other, beside a live tree that stays as it is', async () => {
    const release = site.live as string;
    const untouched = digestTree(site.treeOf(release));
    publish({ ...story, body: 'Other words.' });
    const { changed, removed, isWhole, pages: count, manifest } = await site.publish();
    expect(isWhole).toBe(false);
    expect([...changed].sort()).toEqual(
      [storyPage, ...feeds, '/release.json', '/sitemap-en-2022-05.xml'].sort(),
    );
    expect(removed).toEqual([]);
    expect(count).toBe(first.pages);
    expect(manifest).toMatchObject(cms.head());
    expect(page(storyPage)).toContain('Other words.');
    expect(digestTree(site.treeOf(release))).toEqual(untouched);
  });

  test('of a new name for a topic reaches every page that names it', async () => {
    const topic = find('topic');
    const naming = (name: string) =>
      [...site.files].flatMap(([file, bytes]) =>
        bytes.includes(name) && file.endsWith('.html') ? [`/${file}`] : [],
      );
    const own = `${documentPath('en', 'topic', topic.slug)}index.html`;
    publish({ ...topic, name: 'Entirely renamed' });
    const { changed } = await site.publish();
    expect(naming('Entirely renamed').length).toBeGreaterThan(2);
    expect(naming('Entirely renamed')).toContain(own);
    expect(pages(changed)).toEqual(expect.arrayContaining(naming('Entirely renamed')));
    expect(naming(`>${topic.name}<`)).toEqual([]);
  });

  test('of another picture at the same address brings its files and takes the old ones away', async () => {
    const picture = (background: string) =>
      sharp({ create: { width: 400, height: 300, channels: 3, background } })
        .png()
        .toBuffer();
    const image = {
      url: '/uploads/swapped.png',
      version: '1',
      mime: 'image/png',
      width: 400,
      height: 300,
    } as const;
    const cover = { image, alt: 'A flat colour', caption: null, credit: null };
    cms.uploads.set('swapped.png', await picture('#aa3322'));
    publish({ ...story, cover });
    const one = await site.publish();
    expect(media(one.changed).length).toBeGreaterThan(1);

    cms.uploads.set('swapped.png', await picture('#2233aa'));
    publish({ ...story, cover: { ...cover, image: { ...image, version: '2' } } });
    const two = await site.publish();
    expect(media(two.removed)).toEqual(media(one.changed));
    expect(pages(two.changed)).toEqual([...lists, storyPage].sort());
    const named = [...site.files.values()].flatMap(
      (bytes) => bytes.toString().match(/\/media\/[0-9a-f]{20}\.\w+/g) ?? [],
    );
    expect(media(site.files.keys()).map((file) => `/${file}`)).toEqual([...new Set(named)].sort());
  });

  test('of a withdrawal removes its page, and counts what was lost as taken back', async () => {
    cms.withdraw(neighbour);
    const { removed, changed, documents, pages: count } = await site.publish();
    expect(removed).toEqual([neighbourPage]);
    expect(pages(changed)).toEqual([...lists, ...before, storyPage].sort());
    expect(documents).toEqual({ lost: 1, withdrawn: 1 });
    expect(count).toBe(first.pages - 1);
    publish(neighbour);
    expect((await site.publish()).documents).toEqual({ lost: 0, withdrawn: 0 });
  });

  test('names in /revoked.json, and names nobody, what was taken down or moved, until it is back', async () => {
    const revoked = () => (JSON.parse(page('/revoked.json') ?? '') as { pages: string[] }).pages;
    const digest = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 16);
    const earlier = revoked();
    const withEarlier = (...digests: string[]) => [...earlier, ...digests].sort();
    cms.withdraw(neighbour);
    const { changed } = await site.publish();
    expect(changed).toContain('/revoked.json');
    expect(revoked()).toEqual(withEarlier(digest('/en/articles/the-neighbour/')));
    publish({ ...story, slug: 'moved' });
    await site.publish();
    expect(revoked()).toEqual(
      withEarlier(digest('/en/articles/the-neighbour/'), digest('/en/articles/the-story/')),
    );
    await site.restart();
    publish(neighbour, story);
    await site.publish();
    expect(revoked()).toEqual(withEarlier(digest('/en/articles/moved/')));
    publish({ ...story, body: 'Other words again.' });
    expect((await site.publish()).changed).not.toContain('/revoked.json');
  });

  test('that was thrown away is found again, whole, and what was taken back is still counted', async () => {
    publish({ ...story, title: 'No picture yet' });
    await site.publish();
    publish({ ...story, title: 'A title that waits' });
    cms.withdraw(neighbour);
    const thrown = await site.attempt();
    site.order({ do: 'discard' });
    const again = await site.attempt();
    const told = (word: object) => ({ ...word, manifest: undefined, seconds: undefined, rssMb: undefined });
    expect(told(again.word)).toEqual(told(thrown.word));
    expect(again.word).toMatchObject({ removed: [neighbourPage], documents: { lost: 1, withdrawn: 1 } });
    publish(neighbour);
    const { changed, removed } = await site.publish();
    expect(removed).toEqual([]);
    expect(pages(changed)).toEqual([...lists, neighbourPage, storyPage].sort());
  });
});

describe('a renderer that is started again', () => {
  test('finds nothing to do when nothing was published meanwhile', async () => {
    await site.restart();
    expect((await site.attempt()).word).toMatchObject({ said: 'unchanged', ...cms.head() });
  });

  test('renders what was published meanwhile and nothing else', async () => {
    await site.restart();
    publish({ ...story, body: 'Written while the renderer was down.' });
    const { changed, isWhole } = await site.publish();
    expect(isWhole).toBe(false);
    expect(pages(changed)).toEqual([...lists, neighbourPage, storyPage].sort());
    expect(page(storyPage)).toContain('Written while the renderer was down.');
  });

  test('after it was killed in the middle of a publish, still counts what was taken back', async () => {
    cms.withdraw(neighbour);
    await site.attempt();
    await site.end();
    await site.start();
    const { removed, documents } = await site.publish();
    expect(removed).toEqual([neighbourPage]);
    expect(documents).toEqual({ lost: 1, withdrawn: 1 });
    publish(neighbour);
    await site.publish();
  });

  test('after it was killed in the middle of making all anew, counts too what was taken back before', async () => {
    cms.withdraw(neighbour);
    await site.attempt(true);
    await site.end();
    await site.start();
    const counted = { isWhole: true, documents: { withdrawn: 1 } };
    expect((await site.attempt(true)).word).toMatchObject(counted);
    await site.end();
    // What the store counted is gone with it; the log still names the page.
    rmSync(join(data, 'content'), { recursive: true });
    await site.start();
    expect((await site.attempt(true)).word).toMatchObject(counted);
    publish(neighbour);
    await site.publish();
  });

  test('while the CMS is away fails for the moment, and loses no picture by it', async () => {
    await site.restart();
    const kept = media(site.files.keys());
    cms.isAway = true;
    const { word } = await site.attempt();
    expect(word).toMatchObject({
      said: 'failed',
      temporary: true,
      message: expect.stringContaining('could not be reached'),
    });
    cms.isAway = false;
    publish({ ...story, body: 'The CMS is back.' });
    const { changed, removed } = await site.publish();
    expect([...changed].sort()).toEqual(
      [storyPage, ...feeds, '/release.json', '/sitemap-en-2022-05.xml'].sort(),
    );
    expect(removed).toEqual([]);
    expect(media(site.files.keys())).toEqual(kept);
  });
});

describe('a release that was rolled back', () => {
  test('is brought to what is published from what it shows, and known rightly from then on', async () => {
    const older = site.live;
    publish({ ...story, title: 'Only in the newer one' });
    await site.publish();
    const newer = digestTree(site.treeOf(site.live as string));
    site.live = older;
    const { changed, isWhole } = await site.publish();
    expect(isWhole).toBe(false);
    expect(pages(changed)).toEqual([...lists, neighbourPage, storyPage].sort());
    expect(digestTree(site.treeOf(site.live as string))).toEqual(newer);

    publish({ ...story, title: 'After the rollback' });
    site.live = older;
    await site.publish();
    await site.restart();
    expect((await site.attempt()).word).toMatchObject({ said: 'unchanged' });
  });

  test('or that is unknown is made from nothing', async () => {
    const untouched = digestTree(site.treeOf(site.live as string));
    const unknown = join(root, 'releases', 'unknown');
    linkTree(site.treeOf(site.live as string), unknown);
    site.live = 'unknown';
    const { isWhole, documents } = await site.publish();
    expect(isWhole).toBe(true);
    expect(documents).toEqual({ lost: 0, withdrawn: 0 });
    expect(digestTree(site.treeOf(site.live))).toEqual(untouched);
    expect(digestTree(unknown)).toEqual(untouched);
  });
});

describe('a version that the site cannot show', () => {
  /** Within the contract, but half a surrogate pair fits into no address to pass the page on by. */
  const half = '\ud83d';

  test('because its page cannot be made is put aside by name; its last good version and all others are live', async () => {
    publish({ ...story, title: 'The last good title', body: 'The last good words.' });
    await site.publish();
    publish({ ...story, title: `Half a sign ${half}` }, { ...neighbour, title: 'Not to blame' });
    const { quarantined } = await site.publish();
    expect(quarantined).toEqual([
      {
        type: 'article',
        documentId: 'the-story',
        locale: 'en',
        reason: expect.stringMatching(
          /^\/en\/articles\/the-story\/? cannot be made: .*\. Change the document and publish it again\.$/,
        ),
        at: expect.any(String),
      },
    ]);
    expect(page(storyPage)).toContain('The last good words.');
    expect(page('/en/articles/index.html')).toContain('The last good title');
    expect(page('/en/articles/index.html')).not.toContain('Half a sign');
    expect(page(neighbourPage)).toContain('Not to blame');
    expect(site.progress.at(-1)).toContain('article the-story en');
  });

  test('stays aside over a restart, and is told with every answer', async () => {
    await site.end();
    await site.start();
    expect((await site.attempt()).word).toMatchObject({
      said: 'unchanged',
      quarantined: [{ documentId: 'the-story' }],
    });
  });

  test('when it comes while the renderer is down gives way to the one on disk', async () => {
    await site.restart();
    publish({ ...story, title: `Half of another ${half}` });
    const { quarantined } = await site.publish();
    expect(quarantined).toMatchObject([{ documentId: 'the-story' }]);
    expect(page(storyPage)).toContain('The last good words.');
  });

  test('because its picture is gone from the CMS is put aside by name too', async () => {
    const image = {
      url: '/uploads/vanished.png',
      version: '1',
      mime: 'image/png',
      width: 40,
      height: 40,
    } as const;
    const cover = { image, alt: 'Nothing', caption: null, credit: null };
    publish(
      { ...neighbour, title: 'Without its picture', cover },
      { ...story, title: 'Mended', body: 'Mended words.' },
    );
    const { quarantined } = await site.publish();
    expect(quarantined).toMatchObject([
      { documentId: 'the-neighbour', reason: expect.stringMatching(/vanished\.png.*404/) },
    ]);
    expect(page(neighbourPage)).toContain('Not to blame');
    expect(page(storyPage)).toContain('Mended words.');
    publish(neighbour);
    expect((await site.publish()).quarantined).toEqual([]);
  });

  test('is left out from the first publish on where there never was a good one', async () => {
    const fresh = new LiveRenderer(join(root, 'fresh'), { ...env, DATA_DIR: data });
    publish({ ...story, documentId: 'bottomless', slug: 'bottomless', title: `Half a sign ${half}` });
    await fresh.start();
    const { quarantined, isWhole } = await fresh.publish();
    await fresh.end();
    expect(isWhole).toBe(true);
    expect(quarantined).toMatchObject([{ documentId: 'bottomless' }]);
    expect(fresh.files.has('en/articles/bottomless/index.html')).toBe(false);
    cms.withdraw({ ...story, documentId: 'bottomless' });
    expect((await site.publish()).quarantined).toEqual([]);
  });
});

test('a stored text that somebody deleted or spoiled is nobody’s fault: it is pulled again, and the publish goes on', async () => {
  const topic = make('topic', 'the-topic', { slug: 'the-topic', name: 'Before' });
  publish(topic, { ...story, body: 'A text to lose.', topics: ['the-topic'] });
  await site.publish();
  rmSync(bodyFile(join(data, 'content'), digestOf('A text to lose.')));
  publish({ ...topic, name: 'After' });
  const { word } = await site.attempt();
  expect(word).toMatchObject({
    said: 'failed',
    temporary: true,
    message: expect.stringContaining('missing'),
  });
  const { quarantined } = await site.publish();
  expect(quarantined).toEqual([]);
  expect(page(storyPage)).toContain('A text to lose.');
  expect(page(storyPage)).toContain('After');

  writeFileSync(bodyFile(join(data, 'content'), digestOf('A text to lose.')), 'somebody was here');
  publish({ ...topic, name: 'Later' });
  expect((await site.attempt()).word).toMatchObject({ said: 'failed', temporary: true });
  expect((await site.publish()).quarantined).toEqual([]);
  expect(page(storyPage)).toContain('A text to lose.');
  expect(page(storyPage)).toContain('Later');
});

test('after all this the live tree is what a clean build makes, byte for byte', async () => {
  expect(differences(site.files, await cleanBuild('last-build'))).toEqual([]);
});
