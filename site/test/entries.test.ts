import { describe, expect, test } from 'vitest';
import { entriesFor } from '../src/content/entries.ts';
import { contentOf, withDraft } from '../src/content/with-draft.ts';
import { toRedirections } from '../src/markdown/body.ts';
import { make } from './support/documents.ts';

const both = [
  make('topic', 'wages-topic', { name: 'Wages' }),
  make('topic', 'wages-topic', { name: 'ប្រាក់ឈ្នួល' }, 'km'),
];

function names(entries: readonly { document: { documentId: string } }[]): string[] {
  return entries.map(({ document }) => document.documentId);
}

describe('a page in one language', () => {
  const content = contentOf([...both, make('topic', 'unions', { name: 'Unions' })]);

  test('meets each document once, in its own language where that exists', () => {
    const topics = entriesFor(content, 'km').all('topic');
    expect(topics).toHaveLength(2);
    expect(entriesFor(content, 'km').byId('topic', 'wages-topic')).toMatchObject({
      translated: true,
      document: { locale: 'km' },
      locales: ['en', 'km'],
    });
  });

  test('meets a document that is not translated in the language it has', () => {
    expect(entriesFor(content, 'km').byId('topic', 'unions')).toMatchObject({
      translated: false,
      document: { locale: 'en' },
      locales: ['en'],
    });
  });

  test('has pages only for what is written in it', () => {
    expect(names(entriesFor(content, 'km').written('topic'))).toEqual(['wages-topic']);
    expect(names(entriesFor(content, 'en').written('topic'))).toEqual(['unions', 'wages-topic']);
  });
});

describe('order', () => {
  test('dated documents come newest first, those of one day by id', () => {
    const content = contentOf([
      make('article', 'older', { publishedOn: '2025-12-31' }),
      make('article', 'zebra', { publishedOn: '2026-02-01' }),
      make('article', 'aster', { publishedOn: '2026-02-01' }),
    ]);
    expect(names(entriesFor(content, 'en').all('article'))).toEqual(['aster', 'zebra', 'older']);
  });

  test('others are sorted by title as the language sorts, the same title by id', () => {
    const titled = (id: string, name: string) => make('topic', id, { name });
    const content = contentOf([
      titled('t-1', 'zoo'),
      titled('t-2', 'Éclair'),
      titled('t-3', 'apple'),
      titled('t-5', 'Fig'),
      titled('t-4', 'Fig'),
    ]);
    expect(names(entriesFor(content, 'en').all('topic'))).toEqual(['t-3', 't-2', 't-4', 't-5', 't-1']);
  });

  test('Khmer titles follow the Khmer alphabet, not the code points', () => {
    // ឫ follows រ in the alphabet, and ល in code points.
    const km = (id: string, name: string) => make('topic', id, { name }, 'km');
    const content = contentOf([km('loo', 'លោក'), km('rith', 'ឫទ្ធិ'), km('rot', 'រថ'), km('kak', 'កក')]);
    expect(names(entriesFor(content, 'km').all('topic'))).toEqual(['kak', 'rot', 'rith', 'loo']);
  });
});

describe('references', () => {
  const content = contentOf([
    ...both,
    make('topic', 'unions', { name: 'Unions' }),
    make('article', 'first', {
      topics: ['unions', 'not-published', 'wages-topic'],
      publishedOn: '2026-01-01',
    }),
    make('article', 'second', { topics: ['unions'], publishedOn: '2026-01-02' }),
    make('person', 'writer', { organisation: null }),
  ]);
  const entries = entriesFor(content, 'en');

  test('resolve in the editor order, without what is not published', () => {
    expect(names(entries.resolve('topic', ['wages-topic', 'not-published', 'unions']))).toEqual([
      'wages-topic',
      'unions',
    ]);
  });

  test('lead back to those who name a document, newest first', () => {
    expect(names(entries.referring('article', 'topics', 'unions'))).toEqual(['second', 'first']);
    expect(entries.referring('article', 'topics', 'nobody')).toEqual([]);
  });

  test('an empty reference is nothing', () => {
    expect(entries.byId('organisation', null)).toBeUndefined();
    expect(entries.settings()).toBeUndefined();
  });
});

test('a draft takes the place of its published version and of nothing else', () => {
  const published = make('article', 'story', { title: 'Published' });
  const content = contentOf([published, make('article', 'story', { title: 'ផ្សាយ' }, 'km')]);
  const overlaid = withDraft(content, { ...published, title: 'Draft' });
  expect(overlaid.documents).toMatchObject([
    { title: 'Draft', locale: 'en' },
    { title: 'ផ្សាយ', locale: 'km' },
  ]);
  expect(content.documents[0]).toMatchObject({ title: 'Published' });
});

describe('links that editors write', () => {
  const unions = make('topic', 'unions', { name: 'Unions', slug: 'unions' });
  const redirectionsOf = (markdown: string) =>
    toRedirections(entriesFor(contentOf([unions]), 'en'), 'en', markdown);

  test('that are right lead where they say', () => {
    expect(redirectionsOf('[a](/en/topics/unions/) [b](/km/articles/) [c](https://example.org/x)')).toEqual({
      '/en/topics/unions/': '/en/topics/unions/',
      '/km/articles/': '/km/articles/',
    });
  });

  test('that lack the language or the last slash are led to the page, with their fragment', () => {
    expect(redirectionsOf('[a](/topics/unions) and [b]: /en/topics/unions#more "Title"')).toEqual({
      '/topics/unions': '/en/topics/unions/',
      '/en/topics/unions#more': '/en/topics/unions/#more',
    });
  });

  test('that lead nowhere are named, whether the page is gone or is not there in this language', () => {
    expect(redirectionsOf('[a](/en/topics/gone/) <a href="/km/topics/unions/">b</a>')).toEqual({
      '/en/topics/gone/': null,
      '/km/topics/unions/': null,
    });
  });
});
