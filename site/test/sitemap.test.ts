import { documentPath, donatePath, homePath, listPath, listedTypes, type Document } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentIndex, type Change } from '../src/content/content-index.ts';
import type { Entries } from '../src/content/entries.ts';
import { pageNumbers } from '../src/views/pager.ts';
import { gatheringTypes, piecesOf, type GatheringType } from '../src/views/pieces.ts';
import { sitemapParts, toSitemap, toSitemapIndex } from '../src/views/sitemap.ts';
import { make } from './support/documents.ts';
import { history } from './support/random-content.ts';

const examples = loadExamples().flatMap(({ documents }) => documents);
const pathsIn = (entries: Entries) =>
  sitemapParts(entries).flatMap((part) => toSitemap(entries, part).pages.map(({ path }) => path));

/** Every page of a language that search engines should know, told another way: by the documents themselves. */
function pagesOf(entries: Entries, documents: readonly Document[]): string[] {
  const { locale } = entries;
  const listed = listedTypes.flatMap((type) =>
    pageNumbers(entries, { all: type }).map((page) => listPath(locale, type, page)),
  );
  const own = documents.flatMap((document) => {
    if (document.locale !== locale) return [];
    if (document.type === 'site-settings') return document.donation ? [donatePath(locale)] : [];
    const { type, slug, documentId: id } = document;
    const gathers = gatheringTypes.some((each) => each === type);
    const pages = gathers ? pageNumbers(entries, piecesOf(type as GatheringType, id)) : (['newest'] as const);
    return pages.map((page) => documentPath(locale, type, slug, page));
  });
  return [homePath(locale), ...listed, ...own];
}

/** What is public after some changes. */
function documentsAfter(changes: readonly Change[]): Document[] {
  const versions = new Map(changes.map((change) => [`${change.type} ${change.documentId}`, change.versions]));
  return [...versions.values()].flat();
}

describe('the sitemaps of a language, taken together', () => {
  test('name every page of the examples once', () => {
    const { entries } = new ContentIndex(examples);
    for (const each of [entries.en, entries.km])
      expect(pathsIn(each).sort()).toEqual(pagesOf(each, examples).sort());
  });

  test('name every page once, whatever is published', () => {
    fc.assert(
      fc.property(history, (batches) => {
        const documents = documentsAfter(batches.flat());
        const { entries } = new ContentIndex(documents);
        for (const each of [entries.en, entries.km])
          expect(pathsIn(each).sort()).toEqual(pagesOf(each, documents).sort());
      }),
    );
  });

  test('name the older pages of long lists, and of topics, people, leaders and programmes with many pieces', () => {
    const subject = (type: 'union-leader' | 'programme') =>
      examples.filter((each) => each.type === type && each.locale === 'en').slice(0, 1);
    const subjects = [...subject('union-leader'), ...subject('programme')];
    const [leader, programme] = subjects.map(({ documentId }) => documentId);
    const many = Array.from({ length: 25 }, (_, n) =>
      make('article', `story-${n}`, {
        slug: `story-${n}`,
        topics: ['topic-one'],
        authors: ['person-one'],
        leaders: [leader ?? ''],
        programmes: [programme ?? ''],
      }),
    );
    const documents = [
      ...many,
      ...subjects,
      make('topic', 'topic-one', { slug: 'one' }),
      make('person', 'person-one', { slug: 'one' }),
    ];
    const { en, km } = new ContentIndex(documents).entries;
    const older = ['/en/articles/page/1/', '/en/topics/one/page/1/', '/en/people/one/page/1/'];
    expect(pathsIn(en)).toEqual(expect.arrayContaining(older));
    expect(pathsIn(en)).toContainEqual(expect.stringMatching(/^\/en\/leaders\/[\w-]+\/page\/1\/$/));
    expect(pathsIn(en)).toContainEqual(expect.stringMatching(/^\/en\/programmes\/[\w-]+\/page\/1\/$/));
    expect(pathsIn(en).sort()).toEqual(pagesOf(en, documents).sort());
    // Lists show untranslated pieces too; documents that are not in a language have no pages in it.
    expect(pathsIn(km)).toContain('/km/articles/page/1/');
    expect(pathsIn(km).filter((path) => path.includes('/one/'))).toEqual([]);
  });

  test('hold no empty one, and the index names just those there are', () => {
    const { en, km } = new ContentIndex([
      make('article', 'old', { slug: 'old', publishedOn: '2020-05-01' }),
      make('article', 'new', { slug: 'new', publishedOn: '2023-05-01' }),
    ]).entries;
    expect(sitemapParts(en)).toEqual(['front', '2020-05', '2023-05']);
    expect(sitemapParts(km)).toEqual(['front']);
    expect(toSitemapIndex([en, km])).toEqual([
      '/sitemap-en-front.xml',
      '/sitemap-en-2020-05.xml',
      '/sitemap-en-2023-05.xml',
      '/sitemap-km-front.xml',
    ]);
    expect(sitemapParts(new ContentIndex([]).entries.en)).toEqual(['front']);
  });
});

describe('a publish of one article', () => {
  const story = (id: string, publishedOn: string, more: object = {}) =>
    make('article', id, { slug: id, publishedOn, ...more });

  /** The parts whose text is another after a change. */
  function changedParts(change: Change): string[] {
    const index = new ContentIndex([
      make('topic', 'topic-one', { slug: 'one' }),
      story('story-of-2024', '2024-03-01'),
      story('story-of-2025', '2025-03-01'),
      story('story-of-2026', '2026-03-01'),
    ]);
    const { en } = index.entries;
    const told = () => new Map(sitemapParts(en).map((part) => [part, JSON.stringify(toSitemap(en, part))]));
    const before = told();
    index.apply([change]);
    const after = told();
    return [...new Set([...before.keys(), ...after.keys()])].filter(
      (part) => before.get(part) !== after.get(part),
    );
  }
  const of = (id: string, ...versions: Document[]): Change => ({ type: 'article', documentId: id, versions });

  test('changes the sitemap of its month, and of the front when it is the latest there', () => {
    const edited = story('story-of-2025', '2025-03-01', { publishedAt: '2026-11-01T00:00:00.000Z' });
    expect(changedParts(of('story-of-2025', edited))).toEqual(['front', '2025-03']);
    expect(changedParts(of('a-new-one', story('a-new-one', '2026-04-01')))).toEqual(['2026-04']);
    expect(changedParts(of('story-of-2024'))).toEqual(['2024-03']);
  });

  test('that moves to another month changes both', () => {
    expect(changedParts(of('story-of-2024', story('story-of-2024', '2026-03-01')))).toEqual([
      '2024-03',
      '2026-03',
    ]);
  });

  test('changes none when only its words do', () => {
    expect(
      changedParts(of('story-of-2024', story('story-of-2024', '2024-03-01', { title: 'Other words' }))),
    ).toEqual([]);
  });
});
