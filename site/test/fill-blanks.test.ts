import { contracts, contentTypes, type ContentType, type DocumentOf } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import { describe, expect, test } from 'vitest';
import { fillBlanks } from '../src/preview/fill-blanks.ts';
import { make } from './support/documents.ts';

const now = new Date('2026-05-01T08:00:00.000Z');

function fill<T extends ContentType>(type: T, draft: unknown): DocumentOf<T> {
  return fillBlanks(draft, { type, documentId: 'the-draft', locale: 'km' }, now) as DocumentOf<T>;
}

/** What is left to complain about besides rules that only concern publishing. */
function formProblems(type: ContentType, document: unknown): string[] {
  const result = contracts[type].schema.safeParse(document);
  return result.success
    ? []
    : result.error.issues
        .filter(({ code }) => code !== 'custom')
        .map(({ message, path }) => `${path.join('.')}: ${message}`);
}

describe('a draft that has nothing yet', () => {
  test.each(contentTypes)('becomes a %s that pages can show', (type) => {
    for (const nothing of [undefined, null, {}, 'text', []])
      expect(formProblems(type, fill(type, nothing))).toEqual([]);
  });

  test.each(contentTypes)('even when every field of the %s is null or of the wrong kind', (type) => {
    const fields = Object.keys(contracts[type].schema.shape);
    for (const wrong of [null, '', 17, [], {}, 'text', [null], [{}], { image: null }]) {
      const draft = Object.fromEntries(fields.map((field) => [field, structuredClone(wrong)]));
      expect(formProblems(type, fill(type, draft))).toEqual([]);
    }
  });
});

test('a finished document stays as it is', () => {
  for (const { type, documents } of loadExamples()) {
    for (const document of documents)
      expect(fillBlanks(document, document, now)).toEqual({ ...document, type });
  }
});

test('what is written stays, what is missing is neutral', () => {
  const draft = {
    ...make('article', 'story'),
    title: '',
    summary: 'Written.',
    kind: null,
    publishedOn: null,
    slug: 'Not a slug',
  };
  expect(fill('article', draft)).toMatchObject({
    title: '…',
    summary: 'Written.',
    kind: 'news',
    publishedOn: '2026-05-01',
    slug: 'draft',
  });
});

test('a draft cannot claim to be another document', () => {
  const document = fill('article', { ...make('person', 'somebody'), documentId: 'other', locale: 'en' });
  expect(document).toMatchObject({ type: 'article', documentId: 'the-draft', locale: 'km' });
  expect(document).not.toHaveProperty('biography');
});

test('a link that could run as a script is gone, and an empty cover is none', () => {
  const source = {
    title: 'T',
    publisher: null,
    publishedOn: null,
    retrievedOn: null,
    url: 'javascript:alert(1)',
    archiveUrl: null,
    offline: false,
  };
  const cover = { image: null, alt: '', caption: null, credit: null };
  const document = fill('article', { ...make('article', 'story'), sources: [source], cover });
  expect(document.sources).toMatchObject([{ title: 'T', url: null }]);
  expect(document.cover).toBeNull();
});

test('rules for publishing alone do not change the draft', () => {
  const image = { url: '/uploads/a.png', version: '1', mime: 'image/png', width: 1, height: 1 };
  const draft = {
    ...make('article', 'story'),
    cover: { image, alt: 'IMG_1234.png', caption: null, credit: null },
  };
  expect(fill('article', draft)).toMatchObject({ cover: { alt: 'IMG_1234.png' } });
});

test('an interview without questions yet shows one blank exchange', () => {
  expect(fill('interview', { exchanges: [] }).exchanges).toEqual([{ question: '…', answer: '…' }]);
});

test('the draft that was handed in is left alone', () => {
  const draft = { title: null, sources: [{}] };
  fill('article', draft);
  expect(draft).toEqual({ title: null, sources: [{}] });
});
