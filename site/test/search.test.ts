import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document, Locale } from '@samleng/shared';
import fc from 'fast-check';
import { khnormal } from 'khmer-normalizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdBody, withoutBodies } from '../src/content/bodies.ts';
import { ContentIndex } from '../src/content/content-index.ts';
import { Tree } from '../src/prerender/tree.ts';
import { cut } from '../src/search/cut.ts';
import { bestPart, Engine } from '../src/search/engine.ts';
import { explanationOf } from '../src/search/explain.ts';
import { excerptOf, markedIn, type Piece } from '../src/search/passages.ts';
import { toPlainText } from '../src/search/plain-text.ts';
import { SearchIndex } from '../src/search/search-index.ts';
import { runsOf } from '../src/search/terms.ts';
import { make } from './support/documents.ts';
import { corpus, queries } from './support/search-corpus.ts';

const root = mkdtempSync(join(tmpdir(), 'samleng-search-'));
const topics = [
  make('topic', 'wages-topic', { name: 'Wages', slug: 'wages' }),
  make('topic', 'wages-topic', { name: 'ប្រាក់បៀវត្ស និងពេលវេលា', slug: 'wages' }, 'km'),
];
const khmer = corpus.map(({ slug, title, sentence }) =>
  make('article', slug, { title, slug, summary: 'ប្រយោគសម្រាប់សាកល្បង', body: sentence }, 'km'),
);
const english = [
  make('article', 'canteen-en', {
    title: 'Lunch at the gate',
    slug: 'lunch-gate',
    summary: 'What a plate of rice costs.',
    body: 'Workers spend 3,000 riel for **lunch**.\n\nThe [union](https://example.org/secret)’s cooks organise it.',
    topics: ['wages-topic'],
    publishedOn: '2026-02-02',
  }),
  make('article', 'union-en', {
    title: 'A union of cooks',
    slug: 'cooks-union',
    summary: 'Organising in kitchens.',
    body: 'Nobody had asked. Café owners agreed. The wage is 999 dollars.',
    publishedOn: '2026-02-01',
  }),
  make('person', 'dara', { name: 'Dara Example', slug: 'dara-example', biography: 'Writes about lunch.' }),
  make('person', 'dara', { name: 'តារា ឧទាហរណ៍', slug: 'dara-example', biography: null }, 'km'),
];

beforeAll(async () => {
  const documents: Document[] = [...topics, ...khmer, ...english].map((each) =>
    withoutBodies(each, holdBody),
  );
  const index = new SearchIndex({ folder: join(root, 'cache') });
  await index.update(new Tree(join(root, 'tree'), false), new ContentIndex(documents).entries);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const engineFor = (locale: Locale) =>
  new Engine((name) => {
    const file = join(root, 'tree', 'search-index', locale, name);
    return Promise.resolve(existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  });

/** What a reader sees in the end: slugs in their order, with the line that explains each. */
async function find(locale: Locale, query: string): Promise<{ slug: string; line: string }[]> {
  const engine = engineFor(locale);
  const found = [];
  for (const hit of await engine.search(query)) {
    const card = await engine.card(hit);
    if (!card) throw new Error(`${query}: ${hit.number} has no card.`);
    const line = explanationOf(hit, card, await engine.text(hit, card, bestPart(hit.parts)), runsOf(query));
    if (line !== undefined) found.push({ slug: card.slug, line });
  }
  return found;
}
const slugs = async (locale: Locale, query: string) => (await find(locale, query)).map(({ slug }) => slug);
const flat = (pieces: readonly Piece[]) =>
  pieces.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('');

describe('searching Khmer', () => {
  test('finds everything that it has to on the corpus, next to nothing else, and the right one first', async () => {
    expect(corpus.length).toBeGreaterThanOrEqual(60);
    expect(queries.length).toBeGreaterThanOrEqual(40);
    const sum = { expected: 0, found: 0, right: 0, ranked: 0, first: 0 };
    const wrong: string[] = [];
    for (const { query, expected, best } of queries) {
      const found = await slugs('km', query);
      const right = found.filter((slug) => expected.includes(slug)).length;
      sum.expected += expected.length;
      sum.found += found.length;
      sum.right += right;
      sum.ranked += best ? 1 : 0;
      sum.first += best && found[0] === best ? 1 : 0;
      if (right < expected.length || right < found.length || (best && found[0] !== best))
        wrong.push(`${query}: ${found.join(' ')} instead of ${expected.join(' ')}`);
    }
    const shares = [sum.right / sum.expected, sum.right / sum.found, sum.first / sum.ranked];
    const [recall = 0, precision = 0, first = 0] = shares;
    console.log(
      `search: ${corpus.length} sentences, ${queries.length} queries: recall ${percent(recall)},` +
        ` precision ${percent(precision)}, the right document first ${percent(first)} of ${sum.ranked}`,
    );
    expect(recall, wrong.join('\n')).toBe(1);
    expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
    expect(first, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
  });

  test('finds a name whether or not it is written with its space', async () => {
    for (const query of ['តារា ឧទាហរណ៍', 'តារាឧទាហរណ៍', 'តារា'])
      expect(await slugs('km', query), query).toEqual(['dara-example']);
  });

  test('takes no letter for a part of another: a cluster is whole or not there', async () => {
    expect(await slugs('km', 'ប្រាក')).toEqual([]);
    expect(await slugs('km', 'ឈ្ន')).toEqual([]);
  });
});

describe('searching English', () => {
  test('finds a word by its beginning, whatever its case and accents', async () => {
    expect(await slugs('en', 'organis')).toEqual(['cooks-union', 'lunch-gate']);
    expect(await slugs('en', 'CAFE')).toEqual(['cooks-union']);
    expect(await slugs('en', 'café')).toEqual(['cooks-union']);
    expect(await slugs('en', 'rganis')).toEqual([]);
  });

  test('asks for every word, numbers as a whole, and not for words that every text has', async () => {
    expect(await slugs('en', 'the union of the cooks')).toEqual(['cooks-union', 'lunch-gate']);
    expect(await slugs('en', 'union riel')).toEqual(['lunch-gate']);
    expect(await slugs('en', '3000')).toEqual(['lunch-gate', 'canteen']);
    expect(await slugs('en', '៣.០០០')).toEqual(['lunch-gate', 'canteen']);
    expect(await slugs('en', '300')).toEqual([]);
  });

  test('puts the title before the summary, the summary before the text, and a name before all', async () => {
    expect(await slugs('en', 'union')).toEqual(['cooks-union', 'lunch-gate']);
    expect(await slugs('en', 'lunch')).toEqual(['lunch-gate', 'dara-example']);
    expect(await slugs('en', 'wages')).toEqual(['wages', 'lunch-gate']);
  });

  test('finds what is written in the other language, and names in both scripts', async () => {
    expect(await slugs('en', 'អាហារដ្ឋាន')).toEqual(['canteen']);
    expect(await slugs('en', 'តារា')).toEqual(['dara-example']);
    expect(await slugs('km', 'dara')).toEqual(['dara-example']);
    expect(await slugs('km', 'ប្រាក់បៀវត្ស និងពេលវេលា')).toContain('lunch-gate');
    const [hit] = await engineFor('en').search('អាហារដ្ឋាន');
    expect(hit && (await engineFor('en').card(hit))?.lang).toBe('km');
  });

  test('knows no addresses and no signs of Markdown', async () => {
    expect(await slugs('en', 'secret')).toEqual([]);
    expect(await find('en', 'riel')).toEqual([
      { slug: 'lunch-gate', line: 'Workers spend 3,000 riel for lunch.' },
    ]);
  });
});

describe('a query', () => {
  test('of whatever signs fails nobody', async () => {
    const odd = [
      '',
      ' ',
      '🙂',
      '្',
      'ា',
      '\u200b',
      '…!?',
      '%',
      '‍',
      'ក្',
      'a',
      "'",
      'ក'.repeat(5000),
      'x '.repeat(3000),
    ];
    for (const query of odd) await expect(find('km', query), query).resolves.toBeInstanceOf(Array);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: khmerSign, maxLength: 30 }),
        async (any, signs) => {
          await find('en', any + signs);
          flat(excerptOf(signs + any + signs, runsOf(signs), 'km'));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('means the same in every order of signs that looks the same', () => {
    const keys = (text: string) => cut(text).map(({ key }) => key);
    const pairs = [
      ['ស្រ្តី', 'ស្ត្រី'],
      ['ខុំ', 'ខំុ'],
      ['ស៊ី', 'សុី'],
      ['ប៉ី', 'បុី'],
      ['កេា', 'កោ'],
      ['កេី', 'កើ'],
      ['បណ្ដា', 'បណ្តា'],
      ['ឲ្យ', 'ឱ្យ'],
      ['រ\u200bដ\u200b្ឋ', 'រដ្ឋ'],
      ['០១២៣៤៥៦៧៨៩', '0123456789'],
    ] as const;
    for (const [one, other] of pairs) expect(keys(one), one).toEqual(keys(other));
    for (const { title, sentence } of corpus)
      expect(keys(khnormal(sentence + title))).toEqual(keys(sentence + title));
  });
});

const khmerSign = fc.integer({ min: 0x1780, max: 0x17ff }).map((code) => String.fromCharCode(code));

describe('an excerpt', () => {
  const long = `${'កម្មករស្នើសុំដំឡើងប្រាក់ឈ្នួល និងកាត់បន្ថយម៉ោងការងារ។ '.repeat(6)}សហជីពថ្មី ${'ចរចាជាមួយនិយោជករយៈពេលបីថ្ងៃ។ '.repeat(6)}`;

  test('marks the words as they are written, hidden spaces and all', () => {
    expect(flat(markedIn('ការ​ចរ​ចា​រួម និង Wages', runsOf('ចរចា wage')))).toBe('ការ​[ចរ​ចា]​រួម និង [Wages]');
  });

  test('shows the words with what stands around them, and cuts no cluster', () => {
    const shown = excerptOf(long, runsOf('សហជីព'), 'km');
    expect(flat(shown)).toContain('[សហជីព]');
    const text = shown
      .map((piece) => piece.text)
      .join('')
      .replace(/^… | …$/g, '');
    expect(long).toContain(text);
    expect(text.length).toBeLessThan(220);
    const starts = new Set(cut(long).map(({ start }) => start));
    const at = long.indexOf(text);
    expect(starts.has(at)).toBe(true);
    expect(long.slice(at + text.length)).toMatch(/^\s*[\u1780-\u17b3]/u);
  });

  test('of any text with any query is a part of that text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(khmerSign, fc.constantFrom(' ', 'a', '។', '\u200b', '1')),
          maxLength: 400,
        }),
        fc.string({ unit: fc.oneof(khmerSign, fc.constantFrom('a', '1')), minLength: 1, maxLength: 4 }),
        (text, query) => {
          const shown = excerptOf(text, runsOf(query), 'km', 60)
            .map((piece) => piece.text)
            .join('');
          expect(text).toContain(shown.replace(/^… /, '').replace(/ …$/, ''));
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('the plain text of Markdown is what a reader reads', () => {
  const markdown =
    '# Head\n\nA **bold *word*** in a [link](https://a.example/b_(c) "t"), ![a picture](x.png).[^1]\n- one\n- `two`\n\n' +
    '| a | b |\n| --- | --: |\n| 1 | 2 |\n\n> said <b>so</b><script>alert(1)</script>\n\n---\n\n1. snake_case';
  expect(toPlainText(markdown)).toEqual([
    'Head',
    'A bold word in a link, a picture.',
    'one',
    'two',
    'a · b',
    '1 · 2',
    'said so',
    'snake_case',
  ]);
});

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
