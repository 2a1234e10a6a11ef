import { expect, test } from 'vitest';
import { toAmounts } from '../src/contract/amounts.ts';

test.each([
  ['5, 10, 25', [5, 10, 25]],
  ['5,10,25', [5, 10, 25]],
  ['25 10 5', [25, 10, 5]],
  [' 2.50; 7 ', [2.5, 7]],
  ['៥, ១០, ២៥', [5, 10, 25]],
  ['20000, 40000', [20_000, 40_000]],
  ['20000', [20_000]],
])('“%s” offers %j', (written, amounts) => expect(toAmounts(written)).toEqual(amounts));

test.each([
  ['', 'nothing'],
  ['5, ten', 'a word'],
  ['5, 0', 'a gift of nothing'],
  ['-5', 'less than nothing'],
  ['5, 10, 5', 'the same twice'],
  ['5,, 10', 'a gap'],
  ['5, 10,', 'a comma too many'],
  ['2.555', 'less than a cent'],
  ['20,000', 'thousands, or twenty and nothing'],
  ['1, 2, 3, 4, 5, 6, 7, 8, 9', 'more than anybody compares'],
  ['1e9', 'a sign that is no digit'],
  ['$5', 'the currency once more'],
])('“%s” is no list of amounts: %s', (written) => expect(toAmounts(written)).toBeUndefined());
