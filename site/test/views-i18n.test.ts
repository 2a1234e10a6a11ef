import { describe, expect, test } from 'vitest';
import { toDateWords, toRssDate } from '../src/i18n/dates.ts';
import en from '../src/i18n/en.json' with { type: 'json' };
import km from '../src/i18n/km.json' with { type: 'json' };
import { initialOf, languageOf, runsOf, shorten } from '../src/i18n/khmer.ts';
import { joinWords } from '../src/i18n/lists.ts';
import { t } from '../src/i18n/messages.ts';
import { toMoney } from '../src/i18n/money.ts';
import { withKhmerDigits } from '../src/i18n/numerals.ts';
import { measure, minutesToRead } from '../src/i18n/reading-time.ts';

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const hidden = /[\u200b\u2060\ufeff\u00ad]/;

describe('the messages', () => {
  test('are the same in every language, in the same order', () => {
    expect(Object.keys(km)).toEqual(Object.keys(en));
  });

  test('ask for the same values in every language', () => {
    for (const [key, text] of Object.entries(en)) {
      expect(placeholders(km[key as keyof typeof km]), key).toEqual(placeholders(text));
    }
  });

  test('in Khmer are in Khmer, hold no hidden characters and never shout', () => {
    for (const [key, text] of Object.entries(km)) {
      expect(text, key).toMatch(/\p{Script=Khmer}/u);
      expect(text, key).not.toMatch(hidden);
    }
    expect(Object.values({ ...en, ...km }).filter((text) => text.includes('!'))).toEqual([]);
  });

  test('refuse to be shown without their values', () => {
    expect(t('en', 'article.minutes', { count: 3 })).toBe('3 min to read');
    expect(() => t('en', 'article.minutes')).toThrow('needs a value for "count"');
  });
});

describe('a date', () => {
  test('is said no more exactly than it is known', () => {
    expect(toDateWords('en', '2023').text).toBe('2023');
    expect(toDateWords('en', '2023-11').text).toBe('November 2023');
    expect(toDateWords('en', '2023-11-15').text).toBe('15 November 2023');
  });

  test('is in Khmer words, with Arabic digits and nothing hidden', () => {
    const { text } = toDateWords('km', '2023-11-15');
    expect(text).toMatch(/^15 \p{Script=Khmer}+ 2023$/u);
    expect(text).not.toMatch(hidden);
  });

  test('keeps its day in a feed', () => {
    expect(toRssDate('2023-11-15')).toBe('Wed, 15 Nov 2023 00:00:00 +0700');
  });
});

describe('Khmer', () => {
  test('gives a whole cluster as the initial of a name', () => {
    expect(initialOf('យ៉ាង សុភ័ណ')).toBe('យ៉ា');
    expect(initialOf('\u200bស្រី')).toBe('ស្រី');
    expect(initialOf('yang')).toBe('Y');
    expect(initialOf('')).toBe('');
  });

  test('is known by its script', () => {
    expect(languageOf('CambojA')).toBe('en');
    expect(languageOf('អត្ថបទ CambojA')).toBe('km');
    expect(languageOf('2023')).toBeUndefined();
  });

  test('is cut from words of another script, and they from it', () => {
    expect(runsOf('លោកស្រី (Yang Sophorn) ២០១១', 'km')).toEqual([
      { text: 'លោកស្រី (' },
      { text: 'Yang Sophorn', lang: 'en' },
      { text: ') ២០១១' },
    ]);
    expect(runsOf('សំឡេង, a voice', 'en')).toEqual([{ text: 'សំឡេង', lang: 'km' }, { text: ', a voice' }]);
    expect(runsOf('A voice', 'en')).toEqual([{ text: 'A voice' }]);
  });

  test('is shortened between words, never inside a cluster', () => {
    const text = 'អត្ថបទ បទសម្ភាសន៍ និងប្រវត្តិរូប ពីចលនាការងារនៅកម្ពុជា';
    for (let limit = 2; limit < text.length; limit += 1) {
      const short = shorten(text, limit);
      expect(short.length).toBeLessThanOrEqual(limit);
      // No sign that belongs to the letter before comes next.
      expect(text.slice(short.length - 1), short).not.toMatch(/^[\u17b6-\u17d3\u17dd]/);
      expect(short).not.toMatch(/\u17d2…$/);
    }
    expect(shorten('One two three', 9)).toBe('One two…');
    expect(shorten('One two', 7)).toBe('One two');
  });

  test('has digits of its own for dates and numbers, where the newsroom wants them', () => {
    const html = '<p>2023 <time datetime="2023">15 វិច្ឆិកា 2023</time> <data value="5">5%</data></p>';
    expect(withKhmerDigits(html)).toBe(
      '<p>2023 <time datetime="2023">១៥ វិច្ឆិកា ២០២៣</time> <data value="5">៥%</data></p>',
    );
    expect(withKhmerDigits('<data value="x">Workers&#39; 5</data>')).toBe(
      '<data value="x">Workers&#39; ៥</data>',
    );
    // Somebody describes markup: what follows in the tag are no numbers of ours.
    const picture = '<img alt="Shows <data value> on a screen" src="/media/a1.jpg" width="360">';
    expect(withKhmerDigits(picture)).toBe(picture);
    expect(withKhmerDigits('<a id="mark-2" href="#source-2">2</a>')).toBe(
      '<a id="mark-2" href="#source-2">២</a>',
    );
  });

  test('writes money with its sign behind, decimals only where there are any', () => {
    expect(toMoney('km', 20000, 'KHR')).toBe('20,000៛');
    expect([toMoney('en', 5, 'USD'), toMoney('en', 2.5, 'USD')]).toEqual(['$5', '$2.50']);
  });

  test('lists names without hidden spaces', () => {
    expect(joinWords('en', ['A', 'B', 'C'])).toBe('A, B and C');
    expect(joinWords('km', ['ក', 'ខ'])).not.toMatch(hidden);
  });
});

describe('the time to read', () => {
  test('counts words of Latin and signs of Khmer, one minute at least', () => {
    expect(measure('Two words, don’t 25,000', null)).toEqual({ khmer: 0, latin: 4 });
    expect(minutesToRead(measure(''))).toBe(1);
    expect(minutesToRead({ khmer: 901, latin: 0 })).toBe(2);
    expect(minutesToRead({ khmer: 900, latin: 200 })).toBe(2);
  });
});
