import { describe, expect, test } from 'vitest';
import type { ContentType } from '../src/content-types.ts';
import { isFileName } from '../src/contract/components.ts';
import { fieldLabels } from '../src/contract/labels.ts';
import { checkDocument, problem, remedies } from '../src/contract/problems.ts';
import { copyOf, withValue } from './support.ts';

type Path = readonly (string | number)[];

type Break = readonly [remedy: string, type: ContentType, path: Path, value: unknown, at?: Path];

/** One way to break a full example for each remedy: the type, where, and with what. */
const breaks: readonly Break[] = [
  ['missing', 'article', ['title'], ''],
  ['missing', 'article', ['summary'], null],
  ['missing', 'article', ['body'], ' \n'],
  ['missing', 'interview', ['exchanges'], []],
  ['missing', 'programme', ['cover', 'alt'], ''],
  ['choice', 'article', ['kind'], 'rumour'],
  ['choice', 'programme', ['phase'], 'paused'],
  ['slug', 'article', ['slug'], 'Kite Makers'],
  ['slug', 'topic', ['slug'], 'ខ្លែង'],
  ['slug', 'topic', ['slug'], 'a'.repeat(81)],
  ['reserved-slug', 'page', ['slug'], 'articles'],
  ['reserved-slug', 'page', ['slug'], 'search'],
  ['address', 'organisation', ['url'], 'example.org'],
  ['address', 'article', ['sources', 0, 'url'], 'javascript:alert(1)'],
  [
    'path',
    'site-settings',
    ['navigation'],
    [{ label: 'Articles', href: 'articles' }],
    ['navigation', 0, 'href'],
  ],
  [
    'path',
    'site-settings',
    ['navigation'],
    [{ label: 'Away', href: '//example.org' }],
    ['navigation', 0, 'href'],
  ],
  ['date', 'article', ['publishedOn'], '1 May 2026'],
  ['date', 'article', ['publishedOn'], '2026-02-30'],
  ['date', 'programme', ['figures', 0, 'asOf'], '2025-13'],
  ['year', 'article', ['publishedOn'], '0001-01-01'],
  ['too-deep', 'article', ['body'], `${'> '.repeat(21)}who reads this?`],
  ['too-deep', 'interview', ['exchanges', 0, 'answer'], `${'- '.repeat(21)}who reads this?`],
  ['picture', 'article', ['cover', 'image', 'mime'], 'image/svg+xml'],
  ['range', 'union-leader', ['timeline', 0, 'year'], 12],
  ['other', 'article', ['awaitingReview'], 'yes'],
  ['alt-is-file-name', 'article', ['cover', 'alt'], 'IMG_1328.jpeg'],
  ['public-record-without-source', 'union-leader', ['consent'], record(null), ['consent', 'record']],
  ['source-without-address', 'article', ['sources', 0], bareSource(), ['sources', 0, 'url']],
  ['source-mark', 'article', ['body'], 'Said so.[^3]'],
  ['source-mark', 'article', ['body'], 'Said so.[^0]'],
  ['source-mark', 'programme', ['body'], 'Said so.[^2]'],
  ['source-mark', 'union-leader', ['biography'], 'Said so.[^៩]'],
  ['source-mark', 'page', ['body'], 'Said so.[^12]'],
  ['source-mark', 'interview', ['introduction'], 'Said so.[^2]'],
  ['source-mark-explained', 'article', ['body'], 'Said so.[^1]\n\n[^1]: https://example.org/'],
  ['source-mark-without-sources', 'person', ['biography'], 'Said so.[^1]'],
  ['source-mark-without-sources', 'site-settings', ['donation', 'use'], 'Said so.[^1]'],
  ['no-picture', 'site-settings', ['donation', 'use'], '![A kite](/uploads/kite.png)'],
  ['no-picture', 'interview', ['exchanges', 0, 'answer'], 'So. ![A [red] kite](/uploads/kite.png)'],
  ['address', 'site-settings', ['donation', 'formUrl'], 'http://give.example.org/'],
  ['address', 'site-settings', ['newsletter', 'formUrl'], 'javascript:alert(1)'],
  ['missing', 'site-settings', ['donation', 'amounts'], ''],
  ['missing', 'site-settings', ['newsletter', 'privacy'], ' '],
  ['amounts', 'site-settings', ['donation', 'amounts'], '5, ten'],
  ['form-field', 'site-settings', ['donation', 'amountField'], 'the amount'],
  ['form-field', 'site-settings', ['newsletter', 'emailField'], '"><script>'],
  ['frequency', 'site-settings', ['donation', 'monthlyValue'], null, ['donation', 'frequencyField']],
  ['frequency', 'site-settings', ['donation', 'frequencyField'], null],
  ['choice', 'site-settings', ['donation', 'currency'], 'EUR'],
  ['one-interviewee', 'interview', ['interviewee'], null],
  ['one-interviewee', 'interview', ['leader'], 'example-union-leader-full', ['interviewee']],
];

/** Remedies that the CMS hands out after looking into Markdown. */
const givenByTheCms = ['alt-missing', 'not-khmer', 'not-english', 'same-as-other', 'picture-unknown'];

function record(source: null) {
  return { basis: 'public-record', date: '2026-09-01', reviewedOn: null, record: source };
}

function bareSource() {
  const [source] = copyOf('article', 'full').sources;
  return { ...source, url: null, archiveUrl: null, offline: false };
}

describe('the contract refuses', () => {
  test.each(breaks.map((each) => [each[0], each[1], each[2].join('.'), each] as const))(
    '%s: a broken %s.%s',
    (_, __, ___, [remedy, type, path, value, at = path]) => {
      expect(checkDocument(type, copyOf(type, 'full')).ok).toBe(true);
      const result = checkDocument(type, withValue(copyOf(type, 'full'), path, value));
      if (result.ok) throw new Error('The broken document was accepted.');
      expect(result.problems).toEqual([problem(at, remedy)]);
    },
  );

  test('each remedy there is', () => {
    const tried = new Set([...breaks.map(([remedy]) => remedy), ...givenByTheCms]);
    expect([...tried].sort()).toEqual(Object.keys(remedies).sort());
  });

  test('a field that the contract does not know', () => {
    expect(checkDocument('topic', { ...copyOf('topic', 'full'), colour: 'red' }).ok).toBe(false);
  });

  test('several things at once, and names them all', () => {
    const broken = { ...copyOf('article', 'full'), title: '', kind: 'rumour', slug: '-' };
    const result = checkDocument('article', broken);
    if (result.ok) throw new Error('The broken document was accepted.');
    expect(result.problems.map(({ path }) => path.join('.')).sort()).toEqual(['kind', 'slug', 'title']);
  });
});

describe('a problem', () => {
  test.each(Object.entries(remedies))('says %s in both languages', (remedy, { en, km }) => {
    const { message } = problem(['sources', 1, 'url'], remedy);
    expect(message).toEqual({ en: `Sources 2 › Link: ${en}`, km: `ប្រភព 2 › តំណ៖ ${km}` });
    expect(en).toMatch(/^[A-Z].*\.$/s);
    expect(km).toMatch(/[\u1780-\u17d3].*។$/s);
  });

  test('speaks of the whole document when no field is to blame', () => {
    expect(problem([], 'other').message.en).toMatch(/^Document: /);
  });
});

describe('an alternative text', () => {
  test.each([
    'IMG_1328.jpeg',
    'Union meeting 2.png',
    'IMG_1328',
    'DSCN0042',
    'photo-1',
    'Image 3',
    'Screenshot 2026-05-01 at 10.12.33',
    'WhatsApp Image 2026-05-01 at 10.12.33 (1)',
  ])('is not the file name “%s”', (value) => expect(isFileName(value)).toBe(true));

  test.each([
    'Two women at a sewing machine',
    'Photo of 3 kites',
    'Image 3 of the series shows a red kite.',
    'រោងចក្រមួយ',
    'The logo of example.org',
  ])('may be the description “%s”', (value) => expect(isFileName(value)).toBe(false));
});

test('labels are written in both languages', () => {
  for (const [field, { en, km }] of Object.entries(fieldLabels)) {
    expect(en, field).toMatch(/^[A-Z]/);
    expect(km, field).toMatch(/^[\u1780-\u17d3]/);
  }
});
