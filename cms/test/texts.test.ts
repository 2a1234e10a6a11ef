import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weaknessOf } from '../src/accounts/password-rules';
import { reachesBeyondPublished } from '../src/middlewares/published-only';
import { isTooDeep } from '../src/rules/deep-emphasis';
import { toSlug } from '../src/rules/fill-slug';
import { normaliseText } from '../src/rules/normalise-text';
import { untranslated } from '../src/rules/ready-for-readers';
import { checkSecrets } from '../src/secrets';

describe('text is saved in one way', () => {
  it('puts Khmer syllables in the order of the standard', () => {
    expect(normaliseText('ខែ\u17D2មរ')).toBe('ខ\u17D2មែរ');
  });

  it('removes what nobody sees', () => {
    expect(normaliseText('a\u0008b\u000Bc\uFFFEd\te\nf')).toBe('abcd\te\nf');
    expect(normaliseText('សហ\u200Bជីព\uFEFF \u00ADunion')).toBe('សហជីព union');
    expect(normaliseText('ក\u17D2\u17D2ក')).toBe('ក\u17D2ក');
  });

  it('leaves addresses alone', () => {
    const text =
      '[ច្បាប់](https://example.org/a\u200Bb) <https://example.org/ខែ\u17D2មរ> https://example.org/x\u200By';
    expect(normaliseText(text)).toBe(text);
  });

  it('leaves code alone', () => {
    const code = '`ខែ\u17D2មរ\u200B` and ``a`\u200B``\n\n```\nខែ\u17D2មរ\n```\n';
    expect(normaliseText(`${code}ខែ\u17D2មរ`)).toBe(`${code}ខ\u17D2មែរ`);
  });

  it('takes away what nobody sees right after an address', () => {
    expect(normaliseText('https://example.org/x\u200Bសហជីព')).toBe('https://example.org/xសហជីព');
  });

  it('loses nothing beside an emoji or a rare letter', () => {
    for (const rare of ['😀', '👩🏽‍🏭', '𝔸', '𠮷'])
      expect(normaliseText(`${rare} ខែ\u17D2មរ ${rare} សហជីព`)).toBe(`${rare} ខ\u17D2មែរ ${rare} សហជីព`);
  });

  it('is the same when it is saved again, whatever was typed', () => {
    const signs = fc.constantFrom(...'កខដត្្រស្េែាិីុ៊៉់ំះ៎🙂a `\n\u200b\u200c\u200d\u17b4[]()');
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 14 }), (typed) => {
        const saved = normaliseText(typed.join(''));
        expect(normaliseText(saved)).toBe(saved);
      }),
      { numRuns: 3000, seed: 4 },
    );
  });

  it.each(['](', '](a\u200B', '<https:', '[', '`', '~~~\n', 'ក\u17D2'])(
    'in no time, were it %j alone',
    (unit) => {
      const text = unit.repeat(200_000 / unit.length);
      const start = performance.now();
      normaliseText(text);
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );

  it('normalises the words of a link all the same', () => {
    expect(normaliseText('[សហ\u200Bជីព](https://example.org/a\u200Bb)')).toBe(
      '[សហជីព](https://example.org/a\u200Bb)',
    );
  });
});

describe('a slug from a title', () => {
  it.each([
    ['Minimum wage 2026', 'minimum-wage-2026'],
    ['“A change from within”: how Yang Sophorn learned', 'a-change-from-within-how-yang-sophorn-learned'],
    ['Workers’ café', 'workers-cafe'],
    ['ប្រាក់ឈ្នួល', ''],
    ['ប្រាក់ឈ្នួល wage', ''],
    ['2026', ''],
  ])('%s → %s', (title, slug) => expect(toSlug(title)).toBe(slug));

  it('ends at a word, within 80 characters', () => {
    const slug = toSlug('word '.repeat(40));
    expect(slug.length).toBeLessThanOrEqual(80);
    expect(slug.endsWith('word')).toBe(true);
  });
});

describe('emphasis', () => {
  const times = (count: number, text: string) => Array.from({ length: count }, () => text).join('');

  it.each([
    ['a list', times(300, '* one entry\n')],
    ['many strong words', times(300, '**Wage**, *hour* and _day_: ')],
    ['Khmer without spaces', times(300, 'មាន*ពាក្យ*និង**ពាក្យ**')],
    ['names with underscores', times(300, 'minimum_wage_rate ')],
    ['sums', times(300, '3 * 4 = 12, ')],
    ['what opens and is not closed, in paragraphs of their own', times(300, '*so\n\n')],
    ['escaped stars', times(300, '\\*so ')],
    ['a line of stars', times(3000, '*')],
    ['a hundred levels', times(50, '*a _b ') + times(50, 'b_ a* ')],
  ])('may be %s', (_, text) => expect(isTooDeep(text)).toBe(false));

  it.each([
    ['a hundred and two levels', times(51, '*a _b ') + times(51, 'b_ a* ')],
    ['three thousand levels', times(3000, '~~x ') + times(3000, 'y~~ ')],
    ['what opens for ever', times(101, '*so ')],
    ['a heap of stars', `${times(3000, '*')}so`],
  ])('may not be %s', (_, text) => expect(isTooDeep(text)).toBe(true));
});

describe('a text of one piece over and over', () => {
  const timeOf = (work: () => unknown) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const readers: [string, (text: string) => unknown][] = [
    ['saved', normaliseText],
    ['searched for deep emphasis', isTooDeep],
    ['searched for its language', (body) => untranslated('article', { locale: 'km', body } as never, [])],
  ];

  // Ten short texts and one as long as they together, by turns, the best of each: where each sign looks at
  // all others, the long one takes ten times as long. What is over in three milliseconds says nothing.
  it.each(readers)('takes time as it is long, and no more, when it is %s', (_, read) => {
    const pieces = [
      '[a](',
      '![a](b "',
      '](',
      '<',
      '<a ',
      '<!--',
      '<http:',
      'http://',
      '*a_',
      '`a',
      '~~~\n',
      'ខ្មែរ ',
    ];
    const slow = pieces.filter((piece) => {
      const text = piece.repeat(Math.ceil(20_000 / piece.length));
      const short = text.slice(0, text.length / 10);
      let [few, many] = [Infinity, Infinity];
      for (let round = 0; round < 8; round += 1) {
        many = Math.min(
          many,
          timeOf(() => read(text)),
        );
        few = Math.min(
          few,
          timeOf(() => Array.from({ length: 10 }, () => read(short))),
        );
        if (many <= Math.max(3, 4 * few)) break;
      }
      return many > Math.max(3, 4 * few);
    });
    expect(slow).toEqual([]);
  });
});

describe('a query of the content API', () => {
  it.each([
    { status: 'draft' },
    { status: ['published', 'draft'] },
    { publicationState: 'preview' },
    { publicationFilter: 'modified' },
    { filters: { localizations: { title: { $startsWith: 'S' } } } },
    { filters: { topics: { publishedAt: { $null: 'true' } } } },
    { populate: 'topics,localizations' },
    { populate: { localizations: { populate: '*' } } },
    { populate: { topics: { status: 'draft' } } },
    { sort: 'createdBy.email:asc' },
  ])('may not reach beyond what is published: %o', (query) => {
    expect(reachesBeyondPublished(query)).toBe(true);
  });

  it.each([
    {},
    { status: 'published' },
    { filters: { title: { $contains: 'wage' } }, populate: 'topics' },
    { since: '3' },
  ])('may ask for what is: %o', (query) => expect(reachesBeyondPublished(query)).toBe(false));
});

describe('secrets', () => {
  const sound = Object.fromEntries(
    [
      'APP_KEYS',
      'API_TOKEN_SALT',
      'ADMIN_JWT_SECRET',
      'TRANSFER_TOKEN_SALT',
      'ENCRYPTION_KEY',
      'PUBLISH_SECRET',
      'CMS_TOKEN',
    ].map((name) => [name, `${name}-0123456789abcdef0123456789abcdef`]),
  );

  it('are taken when each is there and long enough', () => expect(() => checkSecrets(sound)).not.toThrow());

  it.each(Object.keys(sound))('refuses to start without %s, and names it', (name) => {
    expect(() => checkSecrets({ ...sound, [name]: '' })).toThrow(`${name} is missing`);
  });

  it('refuses the value of the template', () => {
    expect(() => checkSecrets({ ...sound, APP_KEYS: 'toBeModified1,toBeModified2' })).toThrow(
      'APP_KEYS still says',
    );
    expect(() => checkSecrets({ ...sound, ENCRYPTION_KEY: 'tobemodified' })).toThrow(
      'ENCRYPTION_KEY still says',
    );
  });
});

describe('the first administrator’s password', () => {
  it.each(['short-1', 'onlylettersinhere', '123456789012345', 'aaaa1111aaaa1111'])(
    'refuses %s',
    (password) => {
      expect(weaknessOf(password)).toMatchObject({
        en: expect.any(String),
        km: expect.stringMatching(/[\u1780-\u17ff]/),
      });
    },
  );

  it('takes a sound one', () => expect(weaknessOf('Sound-of-9-looms')).toBeUndefined());
});
