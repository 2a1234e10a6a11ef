import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { contracts, locales, type Document } from '@samleng/shared';
import { afterAll, describe, expect, test } from 'vitest';
import { holdBody, withoutBodies } from '../src/content/bodies.ts';
import { ContentIndex, type Change } from '../src/content/content-index.ts';
import { Tree } from '../src/prerender/tree.ts';
import { bestPart, Engine } from '../src/search/engine.ts';
import { SearchIndex } from '../src/search/search-index.ts';
import { make } from './support/documents.ts';
import { readTree } from './support/trees.ts';

const root = mkdtempSync(join(tmpdir(), 'samleng-search-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const fresh = (name: string) => join(root, `${name}-${(count += 1)}`);

/** A document as the store holds it: its texts by digest. */
const stored = (document: Document) => withoutBodies(document, holdBody);

const words = ['កម្មករ', 'សហជីព', 'ប្រាក់ឈ្នួល', 'wages', 'union', 'ស្រុក', '២០២៦', 'Sok'];
const short = fc
  .array(fc.constantFrom(...words, ' ', '។ ', '\n\n'), { minLength: 1, maxLength: 40 })
  .map((parts) => `x${parts.join('')}`);
/** Long enough to lie in several files, with fewer paragraphs than files. */
const long = fc
  .tuple(fc.constantFrom(...words), fc.integer({ min: 200, max: 900 }), fc.constantFrom('', '\n\nEnd'))
  .map(([word, times, end]) => word.repeat(times) + end);
const text = fc.oneof({ weight: 4, arbitrary: short }, { weight: 1, arbitrary: long });
const line = short.map((each) => each.replace(/\s+/g, ' ').trim());

const change: fc.Arbitrary<Change> = fc
  .record({
    type: fc.constantFrom('article' as const, 'topic' as const, 'person' as const),
    id: fc.constantFrom('one', 'two', 'three', 'four', 'five'),
    languages: fc.subarray([...locales]),
    title: line,
    summary: line,
    body: text,
    slug: fc.constantFrom('aa', 'ab', 'b', 'zz'),
    day: fc.constantFrom('2026-01-01', '2026-01-02', '1995-05-05'),
    topics: fc.subarray(['one', 'two', 'gone']),
  })
  .map(({ type, id, languages, title, summary, body, slug, day, topics }) => ({
    type,
    documentId: id,
    versions: languages.map((locale) => {
      const fields = {
        article: {
          title: `${title} ${locale}`,
          slug,
          summary,
          body,
          publishedOn: day,
          topics,
          authors: ['one'],
        },
        topic: { name: title, slug, summary },
        person: { name: title, slug, biography: body },
      };
      return stored(make(type, id, fields[type] as never, locale) as Document);
    }),
  }));
const publishes = fc.array(
  fc.uniqueArray(change, {
    minLength: 1,
    maxLength: 3,
    selector: ({ type, documentId }) => type + documentId,
  }),
  { minLength: 1, maxLength: 8 },
);

async function indexOf(content: ContentIndex): Promise<Map<string, Buffer>> {
  const folder = fresh('clean');
  const index = new SearchIndex({ folder: join(folder, 'cache') });
  await index.update(new Tree(join(folder, 'tree'), false), content.entries);
  const tree = readTree(join(folder, 'tree'));
  rmSync(folder, { recursive: true, force: true });
  return tree;
}

function contentOf(documents: readonly Document[]): ContentIndex {
  return new ContentIndex(documents.map(stored));
}

const newsroom = (number: number): Document[] =>
  Array.from({ length: number }, (_, index) =>
    make('article', `article-${index}`, {
      title: `Number ${index}`,
      slug: `number-${index}`,
      publishedOn: `2025-${String((index % 12) + 1).padStart(2, '0')}-10`,
      body: `Words of ${index} about wages.\n\nPart two names worker${index}.`,
    }),
  );

describe('the index', () => {
  test('that grew by publishes is byte for byte the index that is made anew', async () => {
    await fc.assert(
      fc.asyncProperty(publishes, async (rounds) => {
        const folder = fresh('grown');
        const content = new ContentIndex([]);
        const tree = new Tree(join(folder, 'tree'), false);
        let index = new SearchIndex({ folder: join(folder, 'cache') });
        for (const [round, changes] of rounds.entries()) {
          content.apply(changes);
          // Now and then by a process that is started again.
          if (round % 3 === 2) index = new SearchIndex({ folder: join(folder, 'cache') });
          await index.update(tree, content.entries);
        }
        const grown = readTree(tree.folder);
        expect(grown).toEqual(await indexOf(content));
        // The guard before a switch takes an empty file for one that was cut off.
        expect([...grown].filter(([, bytes]) => bytes.length === 0).map(([name]) => name)).toEqual([]);
        rmSync(folder, { recursive: true, force: true });
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  test('has no file for a piece of a long text in which no paragraph begins, and finds its words all the same', async () => {
    const body = `${'កម្មករ'.repeat(300)} wages`;
    const files = await indexOf(contentOf([make('article', 'long', { title: 'Long', slug: 'long', body })]));
    expect([...files].filter(([, bytes]) => bytes.length === 0).map(([name]) => name)).toEqual([]);
    const engine = new Engine(async (name) => files.get(`search-index/en/${name}`)?.toString());
    const [hit] = await engine.search('wages');
    const card = hit && (await engine.card(hit));
    expect(card?.pieces).toBe(4);
    const text = hit && card && (await engine.text(hit, card, bestPart(hit.parts)));
    expect(text?.body.join(' ')).toContain('wages');
  });

  test('does not depend on the order in which documents came', async () => {
    const documents = newsroom(30);
    expect(await indexOf(contentOf([...documents].reverse()))).toEqual(await indexOf(contentOf(documents)));
  });

  test('writes little when one article of many is edited, and says what', async () => {
    const documents = newsroom(250).map(stored);
    const content = new ContentIndex(documents);
    const folder = fresh('edited');
    const index = new SearchIndex({ folder: join(folder, 'cache') });
    const tree = new Tree(join(folder, 'tree'), false);
    await index.update(tree, content.entries);
    const before = readTree(tree.folder);
    const edited = stored(
      make('article', 'article-7', { ...newsroom(8)[7], body: 'Words of 7 about lorries.' } as never),
    );
    content.apply([{ type: 'article', documentId: 'article-7', versions: [edited] }]);
    const { changed, removed } = await index.update(tree, content.entries);
    const after = readTree(tree.folder);
    const differs = [...after]
      .filter(([name, bytes]) => !before.get(name)?.equals(bytes))
      .map(([name]) => `/${name}`);
    // The table is written with every change, whether it differs or not.
    expect(changed.filter((name) => !name.endsWith('documents.txt')).sort()).toEqual(differs.sort());
    expect(removed).toEqual([]);
    expect(changed.length).toBeLessThan(80);
    expect(await index.update(tree, content.entries)).toEqual({ changed: [], removed: [] });
  });

  test('is brought to a tree that somebody else made, and takes out what does not belong', async () => {
    const content = contentOf(newsroom(5));
    const folder = fresh('foreign');
    const index = new SearchIndex({ folder: join(folder, 'cache') });
    await index.update(new Tree(join(folder, 'one'), false), content.entries);
    const other = new Tree(join(folder, 'two'), false);
    other.write('/search-index/en/texts/old.txt', Buffer.from('old'));
    other.write('/search-index/en/state.txt', Buffer.from('another\n'));
    const { removed } = await index.update(other, content.entries);
    expect(removed).toEqual(['/search-index/en/texts/old.txt']);
    expect(readTree(other.folder)).toEqual(readTree(join(folder, 'one')));
  });

  test('is made anew where its own folder was damaged', async () => {
    const content = contentOf(newsroom(5));
    const folder = fresh('damaged');
    const tree = () => new Tree(fresh('tree'), false);
    await new SearchIndex({ folder }).update(tree(), content.entries);
    writeFileSync(join(folder, 'en.json'), '{"version":');
    const repaired = tree();
    await new SearchIndex({ folder }).update(repaired, content.entries);
    expect(readTree(repaired.folder)).toEqual(await indexOf(content));
  });

  test('that was interrupted states nothing wrong, and the next update makes it whole', async () => {
    const content = contentOf(newsroom(120));
    const folder = fresh('interrupted');
    const index = new SearchIndex({ folder: join(folder, 'cache') });
    const tree = new Tree(join(folder, 'tree'), false);
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    const done = await index.update(tree, content.entries, stop.signal);
    expect(Object.keys(readTree(tree.folder)).length).toBeLessThanOrEqual(done.changed.length);
    expect(Object.keys(readTree(tree.folder)).some((path) => path.endsWith('km/state.txt'))).toBe(false);
    await index.update(tree, content.entries);
    expect(readTree(tree.folder)).toEqual(await indexOf(content));
  });
});

test('every type that has a page can be indexed', async () => {
  const { loadExamples } = await import('@samleng/shared/examples');
  const documents = loadExamples()
    .flatMap(({ documents: each }) => each)
    .map((each) => contracts[each.type].schema.parse(each) as Document);
  const tree = await indexOf(contentOf(documents));
  const table = tree.get('search-index/km/documents.txt')?.toString().split('\n')[0] ?? '{}';
  const types = (JSON.parse(table) as { facets: string[] }).facets.map((facet) => facet.split('.')[0]);
  expect(new Set(types).size).toBe(8);
});
