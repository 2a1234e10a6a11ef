import { listPageSize as size, type PageNumber } from '@samleng/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentIndex } from '../src/content/content-index.ts';
import type { Entries } from '../src/content/entries.ts';
import { pageNumbers, toListPage } from '../src/views/pager.ts';
import { make } from './support/documents.ts';
import { watched } from './support/watched.ts';

const all = { all: 'article' } as const;

/** The day of the nth story; each is a day younger than the one before. */
const dayOf = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);
const story = (n: number) =>
  make('article', `story-${String(n).padStart(4, '0')}`, { slug: `story-${n}`, publishedOn: dayOf(n) });

function listOf(count: number): ContentIndex {
  return new ContentIndex(Array.from({ length: count }, (_, n) => story(n)));
}

const pathOf = (page: PageNumber) => `/${page}/`;
const pageOf = (entries: Entries, page: PageNumber) => {
  const { items, pager } = toListPage(entries, all, page, pathOf);
  return { ids: items.map(({ document }) => document.documentId), pager };
};
const pagesOf = (entries: Entries) => pageNumbers(entries, all).map((page) => pageOf(entries, page));

const count = fc.nat({ max: 6 * size });

describe('the pages of a list', () => {
  test.each([
    [0, ['newest']],
    [size, ['newest']],
    [2 * size - 1, ['newest']],
    [2 * size, ['newest', 1]],
    [3 * size - 1, ['newest', 1]],
    [3 * size, ['newest', 2, 1]],
    [9 * size, ['newest', 8, 7, 6, 5, 4, 3, 2, 1]],
  ])('of %i entries are %j', (entries, pages) => {
    expect(pageNumbers(listOf(entries).entries.en, all)).toEqual(pages);
  });

  test('hold every entry once, newest first; closed ones are full, and the newest holds less than two pages', () => {
    fc.assert(
      fc.property(count, (length) => {
        const { en } = listOf(length).entries;
        const [newest, ...closed] = pagesOf(en);
        const held = [newest, ...closed].flatMap((page) => page?.ids ?? []);
        expect(held).toEqual(en.all('article').map(({ document }) => document.documentId));
        for (const { ids } of closed) expect(ids).toHaveLength(size);
        expect(newest?.ids.length).toBeLessThanOrEqual(2 * size - 1);
        if (closed.length > 0) expect(newest?.ids.length).toBeGreaterThanOrEqual(size);
      }),
    );
  });

  test('lead to their neighbours, and back', () => {
    fc.assert(
      fc.property(count, (length) => {
        const { en } = listOf(length).entries;
        const numbers = pageNumbers(en, all);
        for (const [place, page] of numbers.entries()) {
          const [newer, older] = [numbers[place - 1], numbers[place + 1]];
          expect(pageOf(en, page).pager).toEqual({
            page,
            newer: newer === undefined ? null : pathOf(newer),
            older: older === undefined ? null : pathOf(older),
          });
        }
      }),
    );
  });

  test('stay as they are once closed, however many newer entries come; only the last one gets a new neighbour', () => {
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 3 * size }), (length, more) => {
        const before = listOf(length).entries.en;
        const after = listOf(length + more).entries.en;
        const closed = pageNumbers(before, all).filter((page) => page !== 'newest');
        for (const page of closed) {
          expect(pageOf(after, page).ids).toEqual(pageOf(before, page).ids);
          if (page !== closed[0]) expect(pageOf(after, page)).toEqual(pageOf(before, page));
        }
      }),
    );
  });

  test('are not even looked at again when one more comes, but for the newest and the last closed one', () => {
    fc.assert(
      fc.property(count, (length) => {
        const index = listOf(length);
        const { en } = index.entries;
        const known = pageNumbers(en, all).map((page) => ({ page, ...watched(() => pageOf(en, page)) }));
        const next = story(length);
        index.apply([{ type: 'article', documentId: next.documentId, versions: [next] }]);
        const unsettled = known.filter(({ reader }) => reader.isStale).map(({ page }) => page);
        const isClosing = (length + 1) % size === 0 && length + 1 >= 2 * size;
        const last = known[1]?.page;
        expect(unsettled).toEqual(['newest', ...(isClosing && last !== undefined ? [last] : [])]);
      }),
    );
  });

  test('move when an older entry comes late or one goes, and still hold every entry once', () => {
    const index = listOf(3 * size + 2);
    const late = make('article', 'story-late', { slug: 'late', publishedOn: '2019-01-01' });
    index.apply([
      { type: 'article', documentId: 'story-late', versions: [late] },
      { type: 'article', documentId: story(5).documentId, versions: [] },
      { type: 'article', documentId: story(6).documentId, versions: [] },
    ]);
    const { en } = index.entries;
    expect(pageOf(en, 1).ids.at(-1)).toBe('story-late');
    expect(pagesOf(en).flatMap(({ ids }) => ids)).toEqual(
      en.all('article').map(({ document }) => document.documentId),
    );
  });
});
