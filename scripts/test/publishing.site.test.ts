import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContentType, type Locale, locales } from '@samleng/shared';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CuttingProxy, cuttingProxy } from './house/cutting-proxy.ts';
import { type Editor, signIn } from './house/editor.ts';
import {
  differences,
  liveRelease,
  logRevision,
  publisherState,
  read,
  statusOf,
  treeOf,
  untilFollowed,
  untilLive,
} from './house/live-site.ts';
import { eventually, type House, makeHouse } from './house/running-house.ts';

let proxy: CuttingProxy;
let house: House;
let editor: Editor;

beforeAll(async () => {
  proxy = await cuttingProxy(() => Number(new URL(house.cmsUrl).port));
  house = await makeHouse({ SAMLENG_SEED: 'if-empty', PUBLISH_INTERVAL: '5' });
  await house.start('cms');
  await house.start('site');
  await house.start('publisher', { CMS_URL: proxy.url });
  await untilLive(house);
  editor = await signIn(house);
});

afterAll(async () => {
  await house?.end();
  await proxy?.close();
});

const story = (slug: string, title: string) => ({
  title,
  slug,
  summary: `What ${title} is about.`,
  body: `A text that stands for ${title}.\n\n## A heading\n\nAnd a paragraph more.`,
  kind: 'news',
  publishedOn: '2026-05-20',
});

async function publishStory(slug: string, title: string): Promise<string> {
  const documentId = await editor.create('article', 'en', story(slug, title));
  await editor.publish('article', documentId, 'en');
  return documentId;
}

describe('A story on its way to readers', () => {
  it('is live in both languages without anybody touching the site', async () => {
    const documentId = await publishStory('night-shift-buses', 'Night shift buses');
    await editor.write('article', documentId, 'km', story('night-shift-buses', 'ឡានក្រុងវេនយប់'));
    await editor.publish('article', documentId, 'km');
    await untilLive(house);

    const english = await read(house, '/en/articles/night-shift-buses/');
    const khmer = await read(house, '/km/articles/night-shift-buses/');
    expect(english.status).toBe(200);
    expect(english.text).toContain('Night shift buses');
    expect(khmer.text).toContain('ឡានក្រុងវេនយប់');
    expect((await read(house, '/en/articles/')).text).toContain('/en/articles/night-shift-buses/');
    expect((await read(house, '/en/feed.xml')).text).toContain('/en/articles/night-shift-buses/');
  });

  it('is forgotten by page, lists, feeds and sitemap once unpublished', async () => {
    const documentId = await publishStory('to-be-withdrawn', 'To be withdrawn');
    await untilLive(house);
    const places = ['/en/', '/km/', '/en/articles/', '/km/articles/', '/en/feed.xml', '/km/feed.xml'];
    expect((await read(house, '/en/articles/to-be-withdrawn/')).status).toBe(200);
    expect((await read(house, '/en/articles/')).text).toContain('to-be-withdrawn');

    await editor.unpublish('article', documentId, 'en');
    await untilLive(house);

    expect((await read(house, '/en/articles/to-be-withdrawn/')).status).toBe(404);
    const sitemaps = (await read(house, '/sitemap-index.xml')).text.match(/(?<=<loc>)[^<]+/g) ?? [];
    for (const place of [...places, ...sitemaps.map((address) => new URL(address).pathname)]) {
      expect((await read(house, place)).text, place).not.toContain('to-be-withdrawn');
    }
    await untilFollowed(house);
    for (const [name, bytes] of treeOf(join(house.dataDir, 'current'))) {
      expect(bytes.includes('to-be-withdrawn'), name).toBe(false);
    }
  });

  it('with a link that leads nowhere keeps nobody from going live, and its readers from a 404', async () => {
    const body = 'See [the page we took down](/en/articles/taken-down/) and [About](/about).';
    const documentId = await editor.create('article', 'en', { ...story('dead-link', 'Dead link'), body });
    await editor.publish('article', documentId, 'en');
    await untilLive(house);
    const { text } = await read(house, '/en/articles/dead-link/');
    expect(text).toContain('the page we took down');
    expect(text).not.toContain('/en/articles/taken-down/');
    expect(text).toContain('<a href="/en/about/">About</a>');
  });

  it('is refused with field and remedy in both languages when it is broken', async () => {
    const before = await logRevision(house);
    const documentId = await editor.create('article', 'en', {
      ...story('no-summary', 'No summary'),
      summary: '',
    });
    const answer = await editor.attempt('publish', 'article', documentId, 'en');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Summary');
    expect(answer.text).toContain('សេចក្តីសង្ខេប');
    expect(await logRevision(house)).toBe(before);
  });
});

describe('With parts of the house down', () => {
  it('ten publishes made without a publisher are live once it is back', async () => {
    await house.stop('publisher', 'SIGKILL');
    const slugs = Array.from({ length: 10 }, (_, index) => `missed-hook-${index}`);
    for (const slug of slugs) await publishStory(slug, `Missed ${slug}`);
    expect((await read(house, '/en/articles/missed-hook-9/')).status).toBe(404);

    await house.start('publisher', { CMS_URL: proxy.url });
    await untilLive(house);
    for (const slug of slugs) expect((await read(house, `/en/articles/${slug}/`)).status, slug).toBe(200);
  });

  it('a killed build leaves the live release and the next one heals it', async () => {
    const before = await liveRelease(house);
    // Otherwise it would be over before anybody could kill it.
    proxy.delay = 20_000;
    await publishStory('published-into-a-killed-build', 'Published into a killed build');
    await eventually('a build runs', async () => (await publisherState(house)) === 'building', 30);
    await house.stop('publisher', 'SIGKILL');
    proxy.delay = 0;
    expect((await liveRelease(house)).revision).toBe(before.revision);
    expect((await read(house, '/en/')).status).toBe(200);

    await house.start('publisher', { CMS_URL: proxy.url });
    await untilLive(house);
    expect((await read(house, '/en/articles/published-into-a-killed-build/')).status).toBe(200);
  });

  it('a feed that ends in the middle leaves the live site as it was until it is whole again', async () => {
    await untilFollowed(house);
    const before = treeOf(join(house.dataDir, 'current'));
    const cuts = proxy.cuts;
    proxy.cut = true;
    await publishStory('behind-a-cut-line', 'Behind a cut line');
    await eventually('several pulls were cut', () => proxy.cuts > cuts + 2, 60);
    expect(differences(before, treeOf(join(house.dataDir, 'current')))).toEqual([]);
    expect((await read(house, '/en/articles/behind-a-cut-line/')).status).toBe(404);

    proxy.cut = false;
    await untilLive(house);
    expect((await read(house, '/en/articles/behind-a-cut-line/')).status).toBe(200);
  });

  it('a CMS that is down leaves the live site as it was, and says so', async () => {
    await untilFollowed(house);
    const before = treeOf(join(house.dataDir, 'current'));
    await house.stop('cms', 'SIGKILL');
    const redeploy = await house.run('redeploy');
    expect(redeploy.code).not.toBe(0);
    expect(redeploy.output).toMatch(/CMS/);
    expect((await read(house, '/en/articles/')).status).toBe(200);
    expect(differences(before, treeOf(join(house.dataDir, 'current')))).toEqual([]);
    await house.start('cms');
    editor = await signIn(house);
  });
});

describe('With the files of the media library gone', () => {
  const inData = (...names: string[]) => join(house.dataDir, ...names);
  const slug = 'shows-a-lost-picture';
  const metric = async (name: string) => {
    const response = await fetch(`http://127.0.0.1:${house.environment['PUBLISHER_PORT']}/metrics`);
    return new RegExp(`^${name} (.*)$`, 'm').exec(await response.text())?.[1];
  };
  const isLoud = async () => {
    const { error, quarantined } = await statusOf(house);
    expect(quarantined).toMatchObject([{ documentId, reason: expect.stringContaining('is missing') }]);
    expect(error).toMatchObject({
      kind: 'incomplete',
      message: expect.stringContaining('Put the file back'),
    });
    expect(await metric('samleng_missing_files_documents')).toBe('1');
    expect(await metric('samleng_trouble{kind="incomplete"}')).toBe('1');
  };
  let documentId: string;
  let pages: string[];

  const pagesNow = () =>
    [...treeOf(inData('current')).keys()].filter((file) => file.endsWith('.html')).sort();
  const restart = async () => {
    await house.stop('publisher');
    await house.start('publisher', { CMS_URL: proxy.url });
  };

  it('readers keep every page and picture, though the cache of pictures is gone as well', async () => {
    await untilFollowed(house);
    pages = pagesNow();
    const pictures = readdirSync(inData('current/media')).sort();
    expect(pictures.length).toBeGreaterThan(5);
    await house.stop('publisher');
    renameSync(inData('uploads'), inData('uploads-away'));
    mkdirSync(inData('uploads'));
    rmSync(inData('media'), { recursive: true });
    await house.start('publisher', { CMS_URL: proxy.url });
    await publishStory('written-without-uploads', 'Written without uploads');
    await untilLive(house);
    expect(pagesNow()).toEqual([...pages, 'en/articles/written-without-uploads/index.html'].sort());
    expect(readdirSync(inData('current/media')).sort()).toEqual(pictures);
    expect((await statusOf(house)).error).toBeNull();
  });

  it('what cannot be shown is a loud error, after a restart and a redeploy too, and fails a clean build', async () => {
    const [picture] = await editor.pictures();
    const body = `Words.\n\n![A picture that nobody has seen](${picture?.url})`;
    documentId = await editor.create('article', 'en', { ...story(slug, 'Shows a lost picture'), body });
    await editor.publish('article', documentId, 'en');
    await untilLive(house);
    await isLoud();
    expect(house.outputOf('publisher')).toMatch(/Error: article \S+ \(en\) is published and cannot be shown/);
    await restart();
    await eventually('it is told at the start', async () => (await statusOf(house)).quarantined[0], 60);
    await isLoud();
    expect((await house.run('redeploy')).code).toBe(0);
    await isLoud();
    const clean = await house.run('build', ['--out', inData('clean')]);
    expect(clean.code, clean.output).toBe(1);
    expect(clean.output).toMatch(/1 published versions show files that the CMS does not have/);
  });

  it('all is live again by itself once the files are back', async () => {
    rmSync(inData('uploads'), { recursive: true });
    renameSync(inData('uploads-away'), inData('uploads'));
    const page = await eventually(
      'the page is live',
      async () => ((await read(house, `/en/articles/${slug}/`)).status === 200 ? true : undefined),
      120,
    );
    expect(page).toBe(true);
    await eventually('nothing is wrong any more', async () => (await statusOf(house)).error === null, 30);
    expect(await metric('samleng_missing_files_documents')).toBe('0');
  });
});

describe('With garbage in what is live', () => {
  it('`pnpm verify` names it, and `pnpm redeploy` makes it anew, also where the caches share the damage', async () => {
    await untilFollowed(house);
    expect((await house.run('verify')).code).toBe(0);
    const current = join(house.dataDir, 'current');
    const files = ['media', 'share', 'search-index'].map((folder) => {
      const [name] = readdirSync(join(current, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(current.length));
      return name ?? '';
    });
    files.push('/en/index.html');
    // In place, as a disk that fails does it: every tree and cache that shares the file has it too.
    for (const file of files) writeFileSync(join(current, file), 'garbage', { flag: 'r+' });
    const { code, output } = await house.run('verify');
    expect(code, output).toBe(1);
    for (const file of files) expect(output).toContain(`${file} holds other bytes`);
    expect((await house.run('redeploy')).code).toBe(0);
    await untilFollowed(house);
    const mended = await house.run('verify');
    expect(mended.code, mended.output).toBe(0);
    for (const file of files) {
      const path = join(current, file);
      if (existsSync(path)) expect(readFileSync(path, 'utf8').startsWith('garbage'), file).toBe(false);
    }
  });
});

describe('After a random run of edits, publishes, unpublishes and deletes', () => {
  const types: ContentType[] = [
    'article',
    'topic',
    'person',
    'organisation',
    'programme',
    'union-leader',
    'interview',
    'page',
  ];
  const titleField: Partial<Record<ContentType, string>> = {
    article: 'title',
    page: 'title',
    interview: 'headline',
  };

  it('the live tree equals a clean build of the same content byte for byte', async () => {
    const seed = randomInt(2 ** 31);
    console.info(`30 random steps with seed ${seed}`);
    const step = fc.record({
      type: fc.constantFrom(...types),
      which: fc.nat(50),
      locale: fc.constantFrom<Locale>(...locales),
      act: fc.constantFrom('edit', 'edit', 'edit', 'publish', 'unpublish', 'delete', 'create'),
      word: fc.stringMatching(/^[a-z]{4,9}$/),
    });
    const [steps = []] = fc.sample(fc.array(step, { minLength: 30, maxLength: 30, size: 'max' }), {
      numRuns: 1,
      seed,
    });
    expect(steps).toHaveLength(30);

    for (const { type, which, locale, act, word } of steps) {
      if (act === 'create') {
        await publishStory(`random-${word}-${which}`, `Random ${word}`);
        continue;
      }
      const documents = await editor.list(type, locale);
      const target = documents[which % Math.max(documents.length, 1)];
      if (!target) continue;
      const { documentId } = target;
      if (act === 'edit') {
        await editor.write(type, documentId, locale, {
          [titleField[type] ?? 'name']: `${locale === 'km' ? 'បានកែ' : 'Edited'} ${word}`,
        });
      }
      if (act === 'edit' || act === 'publish') {
        // An unfinished draft may be among the targets; the rules must then refuse it, never fail.
        expect([200, 400]).toContain((await editor.attempt('publish', type, documentId, locale)).status);
      }
      if (act === 'unpublish') {
        // Strapi answers 404 for what is not published; what others cannot be without is refused.
        expect([200, 400, 404]).toContain(
          (await editor.attempt('unpublish', type, documentId, locale)).status,
        );
      }
      if (act === 'delete') {
        const refused = await editor.remove(type, documentId, locale).catch((error: unknown) => error);
        if (refused !== undefined) expect(refused).toMatchObject({ status: 400 });
      }
    }
    await untilLive(house);
    await untilFollowed(house);

    // A data folder of its own: nothing pulled, rendered or encoded before can help the clean build.
    const fresh = join(house.dataDir, 'fresh');
    const clean = await house.run('build', ['--out', join(fresh, 'tree')], { DATA_DIR: fresh });
    expect(clean.code, clean.output).toBe(0);
    const folder = clean.output.trim().split('\n').at(-1) ?? '';
    const live = treeOf(join(house.dataDir, 'current'));
    expect(live.size).toBeGreaterThan(50);
    expect(differences(live, treeOf(folder))).toEqual([]);
  });
});
