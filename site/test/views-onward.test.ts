import { describe, expect, test } from 'vitest';
import { ContentIndex } from '../src/content/content-index.ts';
import type { Entries } from '../src/content/entries.ts';
import { toSteps } from '../src/views/neighbours.ts';
import { toRelated } from '../src/views/related.ts';
import { make } from './support/documents.ts';
import { watched } from './support/watched.ts';

const dayOf = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);
const idOf = (n: number) => `story-${String(n).padStart(3, '0')}`;
const story = (n: number, more: object = {}) =>
  make('article', idOf(n), { slug: idOf(n), title: idOf(n), publishedOn: dayOf(n), ...more });

function related(entries: Entries, id: string): string[] {
  const entry = entries.byId('article', id);
  return entry ? toRelated(entries, entry).map(({ title }) => title.text) : [];
}

/** Many stories on one topic, a day apart. */
const onOneTopic = (count: number) => Array.from({ length: count }, (_, n) => story(n, { topics: ['pay'] }));

describe('what to read next', () => {
  test('is what the editor picked, in that order, before anything else', () => {
    const { en } = new ContentIndex([
      ...onOneTopic(5),
      make('interview', 'a-talk', { slug: 'a-talk', headline: 'A talk' }),
      story(9, { topics: ['pay'], relatedArticles: [idOf(3), idOf(0)], relatedInterviews: ['a-talk'] }),
    ]).entries;
    expect(related(en, idOf(9))).toEqual([idOf(3), idOf(0), 'A talk']);
  });

  test('shares most with the piece: a programme or person counts more than a topic', () => {
    const { en } = new ContentIndex([
      story(1, { topics: ['pay'] }),
      story(2, { programmes: ['wages'] }),
      story(3, { topics: ['pay'], programmes: ['wages'] }),
      story(4, { topics: ['safety'] }),
      story(5, { topics: ['pay'], programmes: ['wages'] }),
    ]).entries;
    expect(related(en, idOf(5))).toEqual([idOf(3), idOf(2), idOf(1)]);
  });

  test('never holds the piece itself, nor one twice', () => {
    const { en } = new ContentIndex([
      story(1, { topics: ['pay', 'safety'], leaders: ['somebody'] }),
      story(2, { topics: ['pay', 'safety'], leaders: ['somebody'], relatedArticles: [idOf(2), idOf(1)] }),
    ]).entries;
    expect(related(en, idOf(2))).toEqual([idOf(1)]);
  });

  test('holds pieces of the other language, labelled', () => {
    const { en } = new ContentIndex([
      { ...story(1, { topics: ['pay'] }), locale: 'km' as const },
      story(2, { topics: ['pay'] }),
    ]).entries;
    const entry = en.byId('article', idOf(2));
    expect(entry && toRelated(en, entry)).toMatchObject([{ only: 'km', title: { lang: 'km' } }]);
  });

  test('is not the same three everywhere, though all share one topic', () => {
    const { en } = new ContentIndex(onOneTopic(60)).entries;
    const counts = new Map<string, number>();
    for (let n = 0; n < 60; n += 1)
      for (const id of related(en, idOf(n))) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(counts.size).toBeGreaterThan(45);
    expect(Math.max(...counts.values())).toBeLessThan(10);
  });

  test('is settled for all but a few when a new piece comes to a topic', () => {
    const index = new ContentIndex(onOneTopic(200));
    const { en } = index.entries;
    const readers = Array.from({ length: 200 }, (_, n) => watched(() => related(en, idOf(n))).reader);
    index.apply([{ type: 'article', documentId: idOf(200), versions: [story(200, { topics: ['pay'] })] }]);
    expect(readers.filter(({ isStale }) => isStale).length).toBeLessThanOrEqual(3);
  });
});

describe('the steps to the neighbours', () => {
  const steps = (entries: Entries, n: number) => {
    const entry = entries.byId('article', idOf(n));
    return entry ? toSteps(entries, entry) : { newer: null, older: null };
  };

  test('lead to the piece before and the piece after, and end at the ends', () => {
    const { en } = new ContentIndex([story(1), story(2), story(3)]).entries;
    expect(steps(en, 2)).toMatchObject({
      newer: { link: { href: `/en/articles/${idOf(3)}/` } },
      older: { link: { href: `/en/articles/${idOf(1)}/` } },
    });
    expect([steps(en, 1).older, steps(en, 3).newer]).toEqual([null, null]);
  });

  test('change on one page when a new piece comes', () => {
    const index = new ContentIndex([story(1), story(2), story(3)]);
    const readers = [1, 2, 3].map((n) => watched(() => steps(index.entries.en, n)).reader);
    index.apply([{ type: 'article', documentId: idOf(4), versions: [story(4)] }]);
    expect(readers.map(({ isStale }) => isStale)).toEqual([false, false, true]);
  });
});
