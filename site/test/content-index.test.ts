import { locales, type Document } from '@samleng/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentIndex, type Change } from '../src/content/content-index.ts';
import type { Entries } from '../src/content/entries.ts';
import { readingOf, unwatch, watch } from '../src/content/reads.ts';
import { make } from './support/documents.ts';
import { watched } from './support/watched.ts';
import { answer, changes, history, questions } from './support/random-content.ts';

/** What is public after some changes. */
function documentsAfter(batches: readonly (readonly Change[])[]): Document[] {
  const versions = new Map<string, readonly Document[]>();
  for (const { type, documentId, versions: each } of batches.flat())
    versions.set(`${type} ${documentId}`, each);
  return [...versions.values()].flat();
}

function answers(entries: Entries): Record<string, string> {
  return Object.fromEntries(questions.map((question) => [question.name, answer(question, entries)]));
}

const someQuestions = fc.array(fc.constantFrom(...questions), { minLength: 1, maxLength: 4 });

describe('content that changed step by step', () => {
  test('answers every question as if it had been read in one go, in both languages', () => {
    fc.assert(
      fc.property(history, fc.nat({ max: 3 }), (batches, loaded) => {
        const index = new ContentIndex(documentsAfter(batches.slice(0, loaded)));
        // Asked before: slices, counts and indexes exist while the content changes.
        for (const locale of locales) answers(index.entries[locale]);
        for (let count = loaded + 1; count <= batches.length; count += 1) {
          index.apply(batches[count - 1] ?? []);
          const fresh = new ContentIndex(documentsAfter(batches.slice(0, count)));
          for (const locale of locales)
            expect(answers(index.entries[locale])).toEqual(answers(fresh.entries[locale]));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('knows which versions of a document are public', () => {
    fc.assert(
      fc.property(history, (batches) => {
        const index = new ContentIndex([]);
        for (const batch of batches) index.apply(batch);
        for (const { type, documentId, versions } of batches.at(-1) ?? [])
          expect(index.versionsOf(type, documentId)).toEqual(versions);
      }),
    );
  });
});

describe('what was computed from some questions', () => {
  test('never counts as settled once any of the answers is another', () => {
    let settled = 0;
    let stale = 0;
    fc.assert(
      fc.property(
        history,
        changes,
        fc.array(someQuestions, { maxLength: 30 }),
        (before, after, computations) => {
          const index = new ContentIndex([]);
          for (const batch of before) index.apply(batch);
          const known = computations.flatMap((asked) =>
            locales.map((locale) => {
              const compute = () => asked.map((question) => answer(question, index.entries[locale]));
              return { compute, ...watched(compute) };
            }),
          );
          index.apply(after);
          for (const { compute, value, reader } of known) {
            if (!reader.isStale) expect(compute()).toEqual(value);
            if (reader.isStale) stale += 1;
            else settled += 1;
          }
        },
      ),
      { numRuns: 300 },
    );
    // Neither may be rare, or the property above says nothing.
    expect(Math.min(settled, stale)).toBeGreaterThan(500);
  });

  test('is told of a change once and for all, and no longer when it stops watching', () => {
    const index = new ContentIndex([make('topic', 'topic-one', { name: 'Before' })]);
    const read = () => index.entries.en.byId('topic', 'topic-one');
    const { cells } = readingOf(read);
    const rename = (name: string) =>
      index.apply([
        { type: 'topic', documentId: 'topic-one', versions: [make('topic', 'topic-one', { name })] },
      ]);
    const [one, other] = [{ isStale: false }, { isStale: false }];
    watch(one, cells);
    watch(other, cells);
    unwatch(other, cells);
    rename('After');
    index.apply([{ type: 'page', documentId: 'page-one', versions: [make('page', 'page-one')] }]);
    expect([one.isStale, other.isStale]).toEqual([true, false]);
    one.isStale = false;
    rename('Later');
    expect(one.isStale).toBe(true);
  });

  test('was read by the computation around it too, and a computation that fails notes nothing more', () => {
    const { en } = new ContentIndex([make('topic', 'topic-one')]).entries;
    const outer = readingOf(() => {
      en.byId('topic', 'topic-two');
      return readingOf(() => en.byId('topic', 'topic-one'));
    });
    expect([outer.cells.length, outer.value.cells.length]).toEqual([2, 1]);
    const fails = () =>
      readingOf(() => {
        throw new Error('no view');
      });
    expect(fails).toThrow('no view');
    const { cells } = readingOf(() => undefined);
    en.settings();
    expect(cells).toEqual([]);
  });
});

describe('a change that does not concern a page', () => {
  const story = (id: string, publishedOn: string, more: object = {}) =>
    make('article', id, { slug: id, publishedOn, ...more });
  const around = (entries: Entries, newer: number) => {
    const entry = entries.byId('article', 'old-story');
    return entry && entries.around({ all: 'article' }, entry, newer, 1);
  };

  test.each<[string, (entries: Entries) => unknown]>([
    ['a document', (entries) => entries.byId('article', 'old-story')],
    ['the oldest of a list', (entries) => entries.slice({ all: 'article' }, 0, 2)],
    ['whether a list is long enough', (entries) => entries.hasAtLeast({ all: 'article' }, 2)],
    ['the pieces on a topic', (entries) => entries.list({ onTopic: 'topic-one' })],
    ['neighbours farther away', (entries) => around(entries, 1)],
    ['the pieces of a year', (entries) => entries.list({ in: '2025' })],
    ['who names a topic', (entries) => entries.referring('article', 'topics', 'topic-one')],
    ['whether there is a page', (entries) => entries.hasPage('/en/articles/old-story/')],
    ['all of another type', (entries) => entries.all('topic')],
  ])('leaves a page settled that shows %s', (_, read) => {
    const index = new ContentIndex([
      make('topic', 'topic-one'),
      story('old-story', '2025-01-01', { topics: ['topic-one'] }),
      story('next-story', '2025-01-02'),
    ]);
    const { reader } = watched(() => read(index.entries.en));
    index.apply([
      {
        type: 'article',
        documentId: 'new-story',
        versions: [story('new-story', '2026-01-01', { topics: ['topic-two'] })],
      },
    ]);
    expect(reader.isStale).toBe(false);
  });

  test('unsettles the neighbours that look as far', () => {
    const index = new ContentIndex([story('old-story', '2025-01-01'), story('next-story', '2025-01-02')]);
    const { reader } = watched(() => around(index.entries.en, 2));
    index.apply([{ type: 'article', documentId: 'new-story', versions: [story('new-story', '2026-01-01')] }]);
    expect(reader.isStale).toBe(true);
  });

  test('because the same version came again leaves every page settled', () => {
    const version = story('old-story', '2025-01-01');
    const index = new ContentIndex([version]);
    const { reader } = watched(() => [
      index.entries.en.all('article'),
      index.entries.km.written('article'),
      index.entries.en.byId('article', 'old-story'),
    ]);
    index.apply([{ type: 'article', documentId: 'old-story', versions: [version] }]);
    expect(reader.isStale).toBe(false);
  });
});

describe('pages that were taken away', () => {
  const gone = [{ type: 'revocation', path: '/en/a/', revision: 2 } as const];
  const page = make('page', 'page-one', { slug: 'a' });

  test('are named as long as nobody has a page there, and who asked is told of both', () => {
    const index = new ContentIndex([page]);
    const asked = () => watched(() => index.entries.km.revoked());
    const first = asked();
    expect(first.value).toEqual([]);
    index.revoke(gone);
    const second = asked();
    expect([first.reader.isStale, second.value]).toEqual([true, []]);
    index.apply([{ type: 'page', documentId: 'page-one', versions: [] }]);
    const third = asked();
    expect([second.reader.isStale, third.value]).toEqual([true, ['/en/a/']]);
    index.revoke(gone);
    index.apply([{ type: 'page', documentId: 'other', versions: [make('page', 'other', { slug: 'b' })] }]);
    expect(third.reader.isStale).toBe(false);
  });
});

test('documents whose slugs are exchanged in one pull keep both their pages', () => {
  const [a, b] = [make('page', 'page-one', { slug: 'a' }), make('page', 'page-two', { slug: 'b' })];
  const index = new ContentIndex([a, b]);
  index.apply([
    { type: 'page', documentId: 'page-one', versions: [{ ...a, slug: 'b' }] },
    { type: 'page', documentId: 'page-two', versions: [{ ...b, slug: 'a' }] },
  ]);
  expect(['/en/a/', '/en/b/'].map((path) => index.entries.en.hasPage(path))).toEqual([true, true]);
  expect(index.entries.en.bySlug('page', 'a')?.document.documentId).toBe('page-two');
});
