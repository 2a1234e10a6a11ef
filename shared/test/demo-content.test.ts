import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contracts } from '../src/contract/contracts.ts';
import { examplesFolder } from '../src/examples.ts';
import { demo, leavesOf } from './support.ts';

/** All dates that the three texts behind the demo state for themselves and for what they cite. */
const datesInTheTexts = ['2023-11-15', '2023-12-12', '2023-12-13'];

const yearsInTheTexts = [1993, 2000, 2011, 2023];

const dateFields = [
  'publishedOn',
  'retrievedOn',
  'conductedOn',
  'startsOn',
  'endsOn',
  'reviewedOn',
  'asOf',
  'date',
];

/** The day a piece appeared in the demo, and the day its makers read the public record. */
const ownDates = ['publishedOn', 'consent.date'];

/** Zero-width spaces and joiners, soft hyphens, Khmer's invisible vowels: nothing of the kind is stored. */
const hidden = /\p{Cf}|\u17b4|\u17b5/u;

const documents = demo.flatMap(({ name, documents }) =>
  documents.map((document) => ({ name: `${name} (${document.locale})`, document })),
);

describe('the demo content', () => {
  test('says of every document what it rests on', () => {
    const readme = readFileSync(new URL('README.md', examplesFolder), 'utf8');
    const listed = [...readme.matchAll(/`([a-z-]+\/[a-z-]+)`/g)].map(([, name]) => name);
    const missing = demo.filter(({ name, type }) => type !== 'topic' && !listed.includes(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test('exists in English throughout, and leaves something untranslated', () => {
    const languages = demo.map(({ documents }) => documents.map(({ locale }) => locale).join());
    expect([...new Set(languages)].sort()).toEqual(['en', 'en,km']);
  });

  test('has Khmer for the leader, the programmes, both main pieces, topics, About and the settings', () => {
    const needed = demo.filter(
      ({ name, type }) =>
        ['union-leader', 'programme', 'interview', 'topic', 'page', 'site-settings'].includes(type) ||
        name === 'article/yang-sophorn',
    );
    expect(needed.length).toBeGreaterThanOrEqual(14);
    expect(needed.filter(({ documents }) => documents.length < 2)).toEqual([]);
  });

  test('refers to nothing outside itself', () => {
    const ids = demo.map(({ documents }) => documents[0]?.documentId);
    for (const { name, document } of documents) {
      const fields = document as unknown as Record<string, string | string[] | null>;
      const named = Object.keys(contracts[document.type].references).flatMap((field) => fields[field] ?? []);
      expect(
        named.filter((id) => !ids.includes(id)),
        name,
      ).toEqual([]);
    }
  });

  test.each(documents.map(({ name, document }) => [name, document] as const))(
    '%s invents no address and no date',
    (_, document) => {
      const leaves = leavesOf(document);
      const addresses = leaves.filter(
        ({ key, value }) =>
          (['url', 'archiveUrl'].includes(key) && value !== null && !String(value).startsWith('/uploads/')) ||
          /https?:|www\.|@/.test(String(value)),
      );
      expect(addresses).toEqual([]);
      expect(leaves.filter(({ key, value }) => key === 'offline' && value !== true)).toEqual([]);
      const cited = leaves.filter(
        ({ path, key, value }) => dateFields.includes(key) && value !== null && !ownDates.includes(path),
      );
      expect(cited.filter(({ value }) => !datesInTheTexts.includes(String(value)))).toEqual([]);
      const years = leaves.filter(({ key }) => key === 'year');
      expect(years.filter(({ value }) => !yearsInTheTexts.includes(Number(value)))).toEqual([]);
    },
  );

  test('claims no consent, fakes no portrait and marks retold answers', () => {
    for (const { name, document } of documents) {
      if ('portrait' in document) expect(document.portrait, name).toBeNull();
      if (document.type === 'union-leader') {
        expect(document.consent, name).toMatchObject({ basis: 'public-record', record: { offline: true } });
      }
      if (document.type === 'interview') {
        expect(document.condensed, name).toBe(true);
        expect(document.condensedNote?.length, name).toBeGreaterThan(40);
        expect(document.originalPublication, name).not.toBeNull();
      }
    }
  });

  test('names a source in every story, interview, programme and profile', () => {
    const pieces = documents.filter(({ document }) => 'sources' in document);
    expect(pieces.length).toBeGreaterThan(10);
    for (const { name, document } of pieces) {
      expect('sources' in document && document.sources.length, name).toBeGreaterThan(0);
    }
  });
});

describe('Khmer in the demo content', () => {
  const khmer = documents.filter(({ document }) => document.locale === 'km');

  test('awaits review by a native reader; English does not', () => {
    for (const { name, document } of documents) {
      if ('awaitingReview' in document) expect(document.awaitingReview, name).toBe(document.locale === 'km');
    }
  });

  test.each(khmer.map(({ name, document }) => [name, document] as const))(
    '%s holds no hidden characters and no sentence left in English',
    (_, document) => {
      const { shared } = contracts[document.type];
      const own = leavesOf(document).filter(
        ({ path }) => !shared.includes(path.split('.')[0] ?? '') && !path.includes('source.'),
      );
      expect(own.filter(({ value }) => hidden.test(String(value)))).toEqual([]);
      const sentences = own.filter(({ value }) => typeof value === 'string' && value.length > 60);
      const letters = /[\u1780-\u17d3]/g;
      expect(sentences.filter(({ value }) => (String(value).match(letters)?.length ?? 0) < 30)).toEqual([]);
    },
  );

  test('closes sentences with ។ rather than a full stop', () => {
    const stops = khmer.flatMap(({ document }) =>
      leavesOf(document).filter(({ value }) => /[\u1780-\u17d3]\.(\s|$)/.test(String(value))),
    );
    expect(stops).toEqual([]);
  });
});
