import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locales, otherLocales, pagedTypes, type Document } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ContentIndex } from '../src/content/content-index.ts';
import { contentOf } from '../src/content/with-draft.ts';
import { Tree } from '../src/prerender/tree.ts';
import { palette } from '../src/share/palette.ts';
import { withBreaks } from '../src/share/set-text.ts';
import { ShareImages } from '../src/share/share-images.ts';
import { toDocumentPage } from '../src/views/document-page.ts';
import { toHomePicture, toNamedPicture } from '../src/views/share-image.ts';
import { make } from './support/documents.ts';
import { lastLine, runProgram } from './support/run-build.ts';

const examples = contentOf(loadExamples().flatMap(({ documents }) => documents)).documents;

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'samleng-share-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('in a fresh process, with none of the machine’s fonts', async () => {
  const program = fileURLToPath(new URL('support/draw-share.ts', import.meta.url));
  const run = await runProgram(program, [], {});
  const drawn = JSON.parse(lastLine(run.stdout) || '{}');

  test('Khmer is shaped: a letter under another takes no room of its own, as boxes would', () => {
    expect(run.stderr).toBe('');
    const { one, stacked, narrow, wide, bold, foreign } = drawn.widths;
    expect(stacked).toBeLessThan(1.3 * one);
    expect(narrow).toBeLessThan(0.5 * wide);
    expect(bold).toBeGreaterThan(wide);
    // What our fonts lack is left out.
    expect(foreign).toBe(one);
  });

  test('no font of the machine is ever taken: letters that ours lack would be boxes, all alike', () => {
    expect(new Set(drawn.boxes).size).toBe(1);
  });

  test('a picture is small, of the right size, always the same, and carries no metadata', async () => {
    const bytes = Buffer.from(drawn.image, 'base64');
    expect(drawn.same).toBe(true);
    expect(bytes.length).toBeLessThan(60_000);
    const { width, height, format, exif, xmp, icc, comments } = await sharp(bytes).metadata();
    expect({ width, height, format }).toEqual({ width: 1200, height: 630, format: 'png' });
    expect([exif, xmp, icc, comments]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('a word longer than its line is cut between clusters', () => {
    expect(drawn.huge).toMatch(/^(ក្ក){5,}…$/u);
  });

  test.each(['khmer', 'english'] as const)(
    'a long %s title ends with an ellipsis after a whole word',
    (name) => {
      const [cut, whole] = [drawn.cut[name] as string, drawn.whole[name] as string];
      expect(cut).toMatch(/…$/u);
      const kept = cut.slice(0, -1);
      expect(whole.startsWith(kept)).toBe(true);
      const ends = Array.from(
        new Intl.Segmenter('km', { granularity: 'word' }).segment(whole),
        ({ index, segment }) => index + segment.length,
      );
      expect(ends).toContain(kept.length);
    },
  );
});

test('unspaced Khmer may break between its words and nowhere inside a cluster', () => {
  const broken = withBreaks('កម្មករកាត់ដេរ «ស្ត្រី» រស់នៅទីក្រុងភ្នំពេញៗ។ Free unions');
  expect(broken).toContain('កម្មករ\u200bកាត់ដេរ');
  expect(broken).not.toMatch(/\u200b[^\u1780-\u17b3]|[^\u1780-\u17d3\u17dd]\u200b|\u17d2\u200b/u);
});

test('a short word is not broken at its hyphen', () => {
  expect(withBreaks('an op-ed on co-operation, well-being of home-workers')).toBe(
    'an op-\u2060ed on co-\u2060operation, well-\u2060being of home-\u2060workers',
  );
  expect(withBreaks('garment-factory')).toBe('garment-factory');
});

test('share images have the colours of the site', () => {
  const tokens = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');
  const daylight = tokens.slice(0, tokens.indexOf('@media'));
  for (const [name, value] of Object.entries(palette)) expect(daylight).toContain(`--${name}: ${value};`);
});

/** A picture is a picture; that all of them can be drawn is seen above. */
function fillCache(index: ContentIndex): void {
  mkdirSync(join(folder, 'cache'), { recursive: true });
  for (const { digest } of picturesOf(index)) writeFileSync(join(folder, 'cache', `${digest}.png`), digest);
}

function picturesOf({ entries }: ContentIndex) {
  return locales.flatMap((locale) => [
    toHomePicture(entries[locale]),
    ...pagedTypes.flatMap((type) =>
      entries[locale].written(type).map((entry) =>
        toNamedPicture(
          entries[locale],
          entry,
          otherLocales(locale).map((each) => entries[each]),
        ),
      ),
    ),
  ]);
}

/** A tree to bring up to date, and the files in it. */
function workshop(index: ContentIndex) {
  const said: string[] = [];
  const images = new ShareImages({
    folder: join(folder, 'cache'),
    onProgress: (message) => said.push(message),
  });
  const tree = new Tree(join(folder, 'tree'), false);
  const files = () =>
    readdirSync(join(folder, 'tree'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'tree').length))
      .sort();
  const update = (signal?: AbortSignal) => {
    fillCache(index);
    return images.update(tree, index.entries, signal);
  };
  return { update, files, said, images, tree };
}

describe('the pictures of a tree', () => {
  test('are those that its pages name, and no others', async () => {
    const index = new ContentIndex(examples);
    const { update, files } = workshop(index);
    const { changed } = await update();
    const named = new Set(
      locales.flatMap((locale) => {
        const entries = index.entries[locale];
        const elsewhere = otherLocales(locale).map((each) => index.entries[each]);
        return (['site-settings', ...pagedTypes] as const).flatMap((type) =>
          entries.written(type).map((entry) => toDocumentPage(entries, entry, elsewhere).layout.share.path),
        );
      }),
    );
    expect(files()).toEqual([...named].sort());
    expect([...changed].sort()).toEqual(files());
  });

  test('stay as they are while nothing changes', async () => {
    const { update } = workshop(new ContentIndex(examples));
    await update();
    expect(await update()).toEqual({ changed: [], removed: [] });
  });

  const author = make('person', 'author', { slug: 'author', name: 'Somebody' });
  const story = (more: object = {}) =>
    make('article', 'story', { slug: 'story', authors: ['author'], ...more });
  const of = (type: 'article' | 'person', documentId: string, ...versions: Document[]) => [
    { type, documentId, versions },
  ];

  test('follow what they show: a title, the name of an author; and go with their page', async () => {
    const index = new ContentIndex([author, story()]);
    const { update, files } = workshop(index);
    await update();
    const storyFile = () => files().find((file) => file.startsWith('/share/en/articles/story-'));
    const seen = [storyFile()];
    const edits = [
      () => index.apply(of('article', 'story', story({ title: 'Another title' }))),
      () => index.apply(of('person', 'author', { ...author, name: 'Somebody Else' })),
    ];
    for (const edit of edits) {
      edit();
      const { changed, removed } = await update();
      expect(removed).toContain(seen.at(-1));
      expect(changed).toContain(storyFile());
      expect(seen).not.toContain(storyFile());
      seen.push(storyFile());
    }
    index.apply(of('article', 'story', story({ title: 'Another title', body: 'Other words.' })));
    expect(await update()).toEqual({ changed: [], removed: [] });
    index.apply(of('article', 'story'));
    expect(await update()).toEqual({ changed: [], removed: [seen.at(-1)] });
    expect(storyFile()).toBeUndefined();
  });

  test('lose what was withdrawn even when the work is broken off at once', async () => {
    const index = new ContentIndex([author, story()]);
    const { update } = workshop(index);
    await update();
    index.apply(of('article', 'story'));
    index.apply(of('person', 'author', { ...author, name: 'Somebody Else' }));
    const { changed, removed } = await update(AbortSignal.abort());
    expect(changed).toEqual([]);
    expect(removed).toHaveLength(2);
    expect((await update()).changed).toEqual([expect.stringContaining('/share/en/people/author-')]);
  });

  test('are links to the cache, and a page does without the one that cannot be drawn', async () => {
    const index = new ContentIndex([author]);
    const { update, files, images, tree, said } = workshop(index);
    await update();
    const [first = ''] = files();
    expect(statSync(join(folder, 'tree', first)).nlink).toBe(2);
    // In a thread, like this one, nothing is drawn: every missing picture fails.
    index.apply(of('person', 'author', { ...author, name: 'Somebody Else' }));
    expect((await images.update(tree, index.entries)).changed).toEqual([]);
    expect(said.join('\n')).toMatch(/could not be drawn.*main thread/);
    expect(existsSync(join(folder, 'tree', '/share/en/people'))).toBe(false);
  });
});
