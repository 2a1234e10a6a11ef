import { expect, test } from 'vitest';
import { markdownImages } from '../src/contract/markdown-images.ts';

test('pictures are found in every way of writing them', () => {
  const text = `![A loom](/uploads/loom.png "title") and ![](</uploads/b.png>)
![By name][pic] ![short][]

[pic]: /uploads/c.png
[short]: /uploads/d.png
[pic]: /uploads/too-late.png
<img alt="In > HTML" src='/uploads/e.png'>`;
  expect(markdownImages(text)).toEqual([
    { alt: 'A loom', address: '/uploads/loom.png' },
    { alt: '', address: '/uploads/b.png' },
    { alt: 'By name', address: '/uploads/c.png' },
    { alt: 'short', address: '/uploads/d.png' },
    { alt: 'In > HTML', address: '/uploads/e.png' },
  ]);
});

test.each([
  ['brackets', '![women [left] at work](/a.png)', 'women [left] at work'],
  ['brackets in brackets', '![women [left [far]] at work](/a.png)', 'women [left [far]] at work'],
  ['half a bracket, escaped', '![women \\[ at work](/a.png)', 'women \\[ at work'],
  ['code', '![`loom`](/a.png)', '`loom`'],
  ['a link', '![at [work](/work/)](/a.png)', 'at [work](/work/)'],
])('the words of a picture may hold %s', (_, text, alt) =>
  expect(markdownImages(text)).toEqual([{ alt, address: '/a.png' }]),
);

test.each([
  ['a bracket left open before it', '[so ![a](/a.png)'],
  ['a picture as a link', '[![a](/a.png)](/work/)'],
  ['a title in quotes', "![a](/a.png 'It says \\'so\\'.')"],
  ['an escaped tick before it', '\\`![a](/a.png)`'],
  ['a tick in the paragraph before', 'don`t\n\n![a](/a.png) `'],
  ['ticks in one line', '```x``` ![a](/a.png)'],
  ['a block of code never closed in a list before it', '- ```\n  code\n\n![a](/a.png)'],
  ['a block of code in a list before it', '- ```\n  code\n  ```\n\n![a](/a.png)'],
])('a picture is one with %s', (_, text) =>
  expect(markdownImages(text)).toEqual([{ alt: 'a', address: '/a.png' }]),
);

test.each([
  ['a link', '[A loom](/a.png)'],
  ['an escaped sign', '\\![a](/a.png)'],
  ['a mark after a shout', 'We won![^1]'],
  ['an aside after a shout', 'We won![laughs] And then?'],
  ['a span of code', 'Write `![a](/a.png)` here.'],
  ['a long span of code', '`` ` ![a](/a.png) ` ``'],
  ['a block of code', '```md\n![a](/a.png)\n```'],
  ['a block of code that is never closed', '~~~\n\n![a](/a.png)'],
  ['a block of code in a list', '1.  So:\n\n    ```\n\n    ![a](/a.png)\n    ```'],
  ['a block of code in a quotation', '> ~~~\n> ![a](/a.png)\n> ~~~'],
  ['escaped HTML', '\\<img src="/a.png">'],
  ['HTML in code', '`<img src="/a.png">`'],
  ['brackets of two paragraphs', '![a\n\nb](/a.png)'],
])('%s is no picture', (_, text) => expect(markdownImages(text)).toEqual([]));

const size = 200_000;
const long = (unit: string) => unit.repeat(Math.ceil(size / unit.length));

test.each([
  '![',
  '![](',
  '![](<',
  '![](a ',
  '![](a "',
  "![](a '",
  '![](a (',
  '![](a(',
  '![a][',
  '![]\\',
  '[a]: ',
  '[\n',
  '![[a]',
  '`',
  '``\n`',
  '```\n',
  '> ',
  '- ```\n',
  '<img ',
  '<img "',
  '<img \'"',
  ' \n',
  '\\',
])('a long text of nothing but %j is read in no time', (unit) => {
  const start = performance.now();
  markdownImages(`![a](/a.png)${long(unit)}`);
  markdownImages(`[a]: /a.png\n![a]\n${long(unit)}`);
  expect(performance.now() - start).toBeLessThan(500);
});

test.each([
  ['open and closed', '!['.repeat(size / 3) + ']'.repeat(size / 3)],
  ['of ever longer runs of ticks', Array.from({ length: 630 }, (_, n) => '`'.repeat(n + 1)).join(' ')],
])('so is one %s', (_, text) => {
  const start = performance.now();
  expect(markdownImages(`[a]: /a.png\n![a]\n${text}`).length).toBe(1);
  expect(performance.now() - start).toBeLessThan(500);
});
