import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentTypes, documentPath, otherLocales, type Document } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeVersion } from '../src/code-version.ts';
import { lastLine, runBuild, type Run } from './support/run-build.ts';
import { digestTree, readTree } from './support/trees.ts';

const examples = loadExamples().flatMap(({ documents }) => documents);
const root = mkdtempSync(join(tmpdir(), 'samleng-build-'));
const paths = (name: string) => ({ data: join(root, name, 'data'), out: join(root, name, 'tree') });
const first = paths('first');
const second = paths('a second place with spaces');
let runs: Run[];
let tree: Map<string, Buffer>;

beforeAll(async () => {
  const version = codeVersion();
  // Beside each other: builds with their own data folders must not tread on each other.
  runs = await Promise.all(
    [first, second].map(({ data, out }) => runBuild(['--examples', '--out', out], { DATA_DIR: data })),
  );
  tree = readTree(first.out);
  if (codeVersion() !== version)
    throw new Error('Somebody edited the site while this test built it. Run it again.');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function page(path: string): string {
  return tree.get(`${path.slice(1)}index.html`)?.toString() ?? '';
}

/** When each file below a folder was last written. */
function timesIn(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ name, parentPath }) => [name, statSync(join(parentPath, name)).mtimeMs]),
  );
}

describe('a build from the examples', () => {
  test('succeeds from any folder and ends by naming its tree', () => {
    for (const { code, stderr } of runs) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lastLine(runs[0]?.stdout ?? '')).toBe(first.out);
    expect(runs[0]?.stdout).toMatch(
      /Bundled the code.*Took \d+ documents.*\d+ pictures are ready.*Rendered \d+ pages in [\d.]+ s/s,
    );
  });

  test('states revision, time and code version', () => {
    const release = JSON.parse(tree.get('release.json')?.toString() ?? '');
    expect(release).toEqual({
      revision: 1,
      builtAt: expect.stringMatching(/^\d{4}-.*Z$/),
      log: expect.any(String),
      version: codeVersion(),
    });
    expect(release.version).toMatch(/^[0-9a-f]{12}$/);
  });

  test('gives every document a page in each language it is published in, and in no other', () => {
    const written = new Set(
      examples.map(({ type, documentId, locale }) => `${type} ${documentId} ${locale}`),
    );
    for (const document of examples) {
      if (document.type === 'site-settings') continue;
      const { type, documentId, slug, locale } = document;
      expect(page(documentPath(locale, type, slug)), `${type} ${slug} ${locale}`).toContain(
        `<html lang="${locale}"`,
      );
      for (const other of otherLocales(locale)) {
        if (!written.has(`${type} ${documentId} ${other}`))
          expect(page(documentPath(other, type, slug))).toBe('');
      }
    }
  });

  test('holds every picture that a page names, and no other', () => {
    const text = [...tree]
      .filter(([name]) => /\.(html|xml)$/.test(name))
      .map(([, bytes]) => bytes.toString())
      .join('\n');
    const named = new Set(
      [...text.matchAll(/\/media\/([0-9a-f]{20}\.\w+)/g)].map(([, name]) => `media/${name}`),
    );
    const held = [...tree.keys()].filter((name) => name.startsWith('media/'));
    expect(named.size).toBeGreaterThan(0);
    expect(held).toEqual([...named].sort());
  });

  test('runs nothing in the browser but files of its own, and carries no trace of the machine', () => {
    const foreign = /<script(?![^>]*(?:application\/(?:ld\+)?json| src="\/_astro\/))/g;
    for (const [name, bytes] of tree) {
      if (!/\.(html|xml|txt|css|js|json)$/.test(name)) continue;
      const text = bytes.toString();
      if (name.endsWith('.html')) expect(text.match(foreign), name).toBeNull();
      expect(text.includes(root) || text.includes(process.cwd()), name).toBe(false);
    }
  });

  test('leaves only content, pictures, fonts and the search index, and no work behind in its data folder', () => {
    const kept = ['content-examples', 'media', 'renderer', 'search', 'share', 'tmp'];
    expect(readdirSync(first.data).sort()).toEqual(kept);
    // What is known of each picture, and the scripts that Vite bundles.
    expect(readdirSync(join(first.data, 'renderer')).sort()).toEqual(['made', 'pictures']);
    expect(readdirSync(join(first.data, 'tmp'))).toEqual([]);
  });
});

describe('the same content gives the same bytes', () => {
  test('in two clean builds in different places', () => {
    expect(digestTree(second.out)).toEqual(digestTree(first.out));
  });

  test('in a second build in the same place, which makes no picture again', async () => {
    const out = join(root, 'again');
    const pictures = () => timesIn(join(first.data, 'media'));
    const before = pictures();
    expect(Object.keys(before).length).toBeGreaterThan(0);
    expect(await runBuild(['--examples', '--out', out], { DATA_DIR: first.data })).toMatchObject({ code: 0 });
    expect(pictures()).toEqual(before);
    expect(digestTree(out)).toEqual(digestTree(first.out));
  });
});

describe('a build that cannot be made says why and leaves its place empty', () => {
  test('when the folder holds something', async () => {
    const out = join(root, 'full');
    mkdirSync(out);
    writeFileSync(join(out, 'mine.txt'), 'mine');
    const { code, stderr } = await runBuild(['--examples', '--out', out], { DATA_DIR: first.data });
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/not empty/);
    expect(readdirSync(out)).toEqual(['mine.txt']);
  });

  test('when no folder is named, a flag is unknown, or nothing was pulled yet', async () => {
    const env = { DATA_DIR: join(root, 'empty') };
    expect(await runBuild([], env)).toMatchObject({ code: 1, stderr: expect.stringContaining('--out DIR') });
    expect(await runBuild(['--otu', '/tmp/x'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--otu'),
    });
    const noPull = await runBuild(['--no-pull', '--out', join(root, 'none')], env);
    expect(noPull).toMatchObject({ code: 1, stderr: expect.stringContaining('Build without --no-pull') });
  });

  test('when the CMS is down: a temporary failure', async () => {
    const env = { DATA_DIR: join(root, 'down'), CMS_URL: 'http://127.0.0.1:9', CMS_TOKEN: 'a-token' };
    const { code, stderr } = await runBuild(['--out', join(root, 'down-tree')], env);
    expect(code).toBe(75);
    expect(lastLine(stderr)).toMatch(/could not be reached at http:\/\/127\.0\.0\.1:9/);
  });

  test('when the token is missing', async () => {
    const { code, stderr } = await runBuild(['--out', join(root, 'x')], { DATA_DIR: join(root, 'y') });
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/CMS_TOKEN is not set\. Run `pnpm start`/);
  });
});

test('--help answers', async () => {
  expect(await runBuild(['--help'], {})).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--preview-out'),
  });
});

test('the examples hold every type, or the tests above prove less than they say', () => {
  expect(
    contentTypes.filter((type) => !examples.some((document: Document) => document.type === type)),
  ).toEqual([]);
});
