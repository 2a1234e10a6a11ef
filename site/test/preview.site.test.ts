import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentTypes, isDraftRequest, previewLink, titleOf, type PreviewTarget } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FeedServer } from './support/feed-server.ts';
import { make } from './support/documents.ts';
import { runBuild } from './support/run-build.ts';
import { readTree } from './support/trees.ts';

const root = mkdtempSync(join(tmpdir(), 'samleng-preview-'));
const secret = 'a secret of at least thirty-two characters';
const examples = loadExamples().flatMap(({ documents }) => documents);
const cms = new FeedServer();
let cmsUrl: string;
let site: string;
let server: ChildProcess;
let log = '';

beforeAll(async () => {
  cms.publish(...examples);
  cmsUrl = await cms.start();
  const env = { DATA_DIR: join(root, 'data'), CMS_URL: cmsUrl, CMS_TOKEN: 'a-token', PUBLISH_SECRET: secret };
  const built = await runBuild(
    ['--pages-only', '--out', join(root, 'tree'), '--preview-out', join(root, 'data/preview/v1')],
    env,
  );
  expect(built).toMatchObject({ code: 0, stderr: '' });
  symlinkSync(join(root, 'tree'), join(root, 'data', 'current'));
  const program = fileURLToPath(new URL('support/serve-preview.ts', import.meta.url));
  server = spawn(process.execPath, [program, join(root, 'data/preview/v1/entry.mjs')], { cwd: root, env });
  server.stderr?.on('data', (text) => (log += text));
  const port = await new Promise<string>((resolve) =>
    server.stdout?.once('data', (text) => resolve(String(text).trim())),
  );
  site = `http://127.0.0.1:${port}`;
});

afterAll(() => {
  server?.kill();
  cms.stop();
  rmSync(root, { recursive: true, force: true });
});

beforeEach(() => {
  log = '';
  answer(200, { document: null, problems: [] });
});

function answer(status: number, body: unknown): void {
  cms.other = () => ({ status, body });
}

const story = make('article', 'a-draft-story', {
  title: 'A title not yet public',
  body: 'Hello <script>alert(1)</script> *there*.',
});

async function open(more: Partial<PreviewTarget> = {}, change = (path: string) => path) {
  const target: PreviewTarget = {
    type: 'article',
    documentId: story.documentId,
    locale: 'en',
    status: 'draft',
    expires: Date.now() + 60_000,
    ...more,
  };
  const response = await fetch(site + change(await previewLink(secret, target)));
  return { response, html: await response.text() };
}

test('a draft shows on the page that it will have, in place', async () => {
  answer(200, { document: story, problems: [] });
  const { response, html } = await open();
  expect(response.status).toBe(200);
  expect(html).toContain('A title not yet public');
  expect(html).toContain('<em>there</em>');
  expect(html).not.toContain('alert(1)');
});

test('the site asks the CMS with a signature that opens just this draft', async () => {
  const asked = cms.asked.length;
  await open({ locale: 'km', status: 'published' });
  const request = cms.asked.slice(asked);
  expect(request).toEqual(['/api/preview/article/a-draft-story?locale=km&status=published']);
  expect(
    await isDraftRequest(secret, { type: 'article', documentId: 'x', locale: 'km', status: 'draft' }, {}),
  ).toBe(false);
});

test('every answer may be framed by the CMS only, kept by nobody, indexed by nobody', async () => {
  answer(200, { document: story, problems: [] });
  const answers = [
    await open(),
    await open({ expires: 1 }),
    await open({ type: 'topic' }, (path) => path.replace('topic', 'nothing')),
  ];
  for (const { response } of answers) {
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`frame-ancestors ${cmsUrl}`);
    expect(policy).toContain("script-src 'none'");
    expect(response.headers.get('x-frame-options')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-robots-tag')).toContain('noindex');
  }
  for (const { html } of answers) expect(html).toMatch(/<meta name="robots" content="noindex/);
});

describe('a draft of every type shows', () => {
  test.each(contentTypes.flatMap((type) => (['en', 'km'] as const).map((locale) => [type, locale] as const)))(
    'a new %s in %s that is still empty',
    async (type, locale) => {
      answer(200, {
        document: { type },
        problems: [{ path: ['slug'], message: { en: 'Fill in the slug.', km: 'សូមបំពេញ។' } }],
      });
      const { response, html } = await open({ type, locale, documentId: 'brand-new' });
      expect({ status: response.status, log }).toEqual({ status: 200, log: '' });
      expect(html).toContain(`<html lang="${locale}"`);
      expect(html).toContain('Fill in the slug.');
      expect(html).toContain('សូមបំពេញ។');
    },
  );

  test.each(contentTypes)('an edited %s that is already published', async (type) => {
    const published = examples.find((each) => each.type === type && each.locale === 'en');
    if (!published) throw new Error(`The examples hold no ${type}.`);
    answer(200, { document: published, problems: [] });
    const { response, html } = await open({ type, documentId: published.documentId });
    expect({ status: response.status, log }).toEqual({ status: 200, log: '' });
    expect(html).toContain(titleOf(published).replaceAll('&', '&amp;'));
  });
});

test('a picture that only the draft has comes from the CMS, a published one from the site', async () => {
  const image = {
    url: '/uploads/only-in-the-draft.png',
    version: '1',
    mime: 'image/png' as const,
    width: 60,
    height: 40,
  };
  const cover = { image, alt: 'A picture', caption: null, credit: null };
  answer(200, { document: { ...story, cover }, problems: [] });
  expect((await open()).html).toContain(`src="${cmsUrl}/uploads/only-in-the-draft.png?expires=`);
  const published = examples.find((each) => each.type === 'article' && each.cover);
  answer(200, { document: published, problems: [] });
  const { html } = await open({ documentId: published?.documentId ?? '', locale: published?.locale ?? 'en' });
  expect(html).toMatch(/src="\/media\/[0-9a-f]{20}\./);
  expect(html).not.toContain(`${cmsUrl}/uploads/`);
});

describe('a preview that stays closed says what to do, in both languages', () => {
  test.each([
    [
      'without a valid signature',
      403,
      {},
      (path: string) => path.replace(/signature=../, 'signature=00'),
      'Open the document in the CMS',
    ],
    [
      'for another document than was signed',
      403,
      {},
      (path: string) => path.replace('a-draft-story', 'another-story'),
      'Open the document in the CMS',
    ],
    ['after an hour', 403, { expires: Date.now() - 1 }, (path: string) => path, 'expired'],
    [
      'for a type that we do not have',
      403,
      {},
      (path: string) => path.replace('article', 'secret'),
      'not valid',
    ],
  ])('%s', async (_, status, target, change, words) => {
    const { response, html } = await open(target, change);
    expect(response.status).toBe(status);
    expect(html).toContain(words);
    expect(html).toContain('<section lang="km"');
  });

  test('when there is no such draft', async () => {
    answer(404, null);
    const { response, html } = await open();
    expect(response.status).toBe(404);
    expect(html).toContain('There is no such draft');
  });

  test.each([
    [500, 'does not answer'],
    [403, 'PUBLISH_SECRET'],
  ])('when the CMS answers %i', async (status, words) => {
    answer(status, null);
    const { response, html } = await open();
    expect(response.status).toBe(502);
    expect(html).toContain(words);
    expect(log).toContain(`answered ${status}`);
  });
});

test('what is no preview is left to the server around it', async () => {
  expect(await (await fetch(`${site}/en/`)).text()).toBe('not ours');
});

test('drafts leave no trace in the public tree, and content none in the bundle', () => {
  const code = [...readTree(join(root, 'data/preview/v1/server'))]
    .map(([, bytes]) => bytes.toString())
    .join('\n');
  for (const document of examples) {
    if (titleOf(document).length > 20) expect(code).not.toContain(titleOf(document));
  }
  for (const [name, bytes] of readTree(join(root, 'tree')))
    expect(bytes.includes('A title not yet public'), name).toBe(false);
  expect([...readTree(join(root, 'tree')).keys()].filter((name) => name.startsWith('preview'))).toEqual([]);
});
