import { expect, test } from 'vitest';
import { explainsMarks, sourceMark, sourceMarks, sourceNumber } from '../src/contract/source-marks.ts';

test.each([
  ['It was so.[^1] And so.[^12]', [1, 12]],
  ['ដូច្នេះ។[^២] ហើយ[^១០]', [2, 10]],
  ['> In a quotation[^3]\n\n- in a list[^1]\n\n| a[^2] |\n| --- |', [3, 1, 2]],
  ['No mark: [1], [^a], [^ 1], ^1, [link](https://example.org/[^x])', []],
  ['Escaped: \\[^1] and [\\^2]; a backslash before it: \\\\[^3]', [3]],
  ['In `code [^1]` and ``code ` [^2]``, but not in ` this one [^3]', [3]],
  ['```md\n[^1]\n\n[^2]\n```\n\nAfter it[^3]', [3]],
  ['~~~\n[^1]\n```\n[^2]\n~~~\nAfter it[^3]', [3]],
  ['Before it[^4]\n\n```\nnever closed [^1]', [4]],
])('%j refers to the sources %j', (markdown, marks) => expect(sourceMarks(markdown)).toEqual(marks));

test.each([
  ['So.[^1]\n\n[^1]: A report', true],
  ['> [^note]: A report', true],
  ['So[^1]: that is how it was.', false],
  ['[1]: https://example.org/', false],
  ['```\n[^1]: A report\n```', false],
])('whether %j explains a mark itself: %j', (markdown, explains) =>
  expect(explainsMarks(markdown)).toBe(explains),
);

test('a mark is read alike one by one', () => {
  expect(sourceNumber(sourceMark.exec('so.[^២]')?.[1] ?? '')).toBe(2);
});

test('a long text full of brackets, ticks and fences is read in no time', () => {
  const hostile = [
    '[^'.repeat(50_000),
    '`'.repeat(50_000),
    '```\n'.repeat(20_000),
    '[^1'.repeat(50_000),
  ].join('\n');
  expect(sourceMarks(hostile)).toEqual([]);
});
