import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Tree } from '../src/prerender/tree.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const bytes = (text: string) => Buffer.from(text);

/** A live tree, and a second one whose files are the same files. */
function linkedTrees(files: Readonly<Record<string, string>>) {
  const [live, copy] = [join(temporaryFolder(), 'live'), join(temporaryFolder(), 'copy')];
  for (const [file, text] of Object.entries(files)) {
    for (const folder of [live, copy]) mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(live, file), text);
    linkSync(join(live, file), join(copy, file));
  }
  return { live, copy, tree: new Tree(copy, false) };
}

test('a file that two trees share is written in one of them alone', () => {
  const { live, copy, tree } = linkedTrees({ 'en/index.html': 'before' });
  const { ino } = statSync(join(live, 'en/index.html'));
  tree.write('/en/index.html', bytes('after'));
  expect(readFileSync(join(live, 'en/index.html'), 'utf8')).toBe('before');
  expect(readFileSync(join(copy, 'en/index.html'), 'utf8')).toBe('after');
  expect(statSync(join(live, 'en/index.html')).ino).toBe(ino);
  expect(readdirSync(join(copy, 'en'))).toEqual(['index.html']);
});

test('what a killed process left beside a file is written over, not into', () => {
  const { live, copy, tree } = linkedTrees({ 'en/index.html': 'before' });
  linkSync(join(live, 'en/index.html'), join(copy, 'en/index.html.new'));
  tree.write('/en/index.html', bytes('after'));
  expect(readFileSync(join(live, 'en/index.html'), 'utf8')).toBe('before');
  expect(readdirSync(join(copy, 'en'))).toEqual(['index.html']);
});

test('a file in folders that are not there makes them, once more after they were removed', () => {
  const tree = new Tree(join(temporaryFolder(), 'new/tree'), true);
  tree.write('/en/articles/a/index.html', bytes('a'));
  tree.remove('/en/articles/a/index.html');
  expect(readdirSync(tree.folder)).toEqual([]);
  tree.write('/en/articles/a/index.html', bytes('b'));
  expect(readFileSync(join(tree.folder, 'en/articles/a/index.html'), 'utf8')).toBe('b');
});

describe('removing a file', () => {
  test('removes the folders that are empty without it, and no others', () => {
    const { live, copy, tree } = linkedTrees({
      'en/topics/wages/index.html': 'newest',
      'en/topics/wages/page/1/index.html': 'oldest',
      'en/topics/hours/index.html': 'hours',
    });
    tree.remove('/en/topics/wages/page/1/index.html');
    expect(readdirSync(join(copy, 'en/topics/wages'))).toEqual(['index.html']);
    tree.remove('/en/topics/wages/index.html');
    expect(readdirSync(join(copy, 'en/topics'))).toEqual(['hours']);
    expect(existsSync(join(live, 'en/topics/wages/page/1/index.html'))).toBe(true);
  });

  test('leaves the tree itself and what lies around it, even when nothing is left', () => {
    const { copy, tree } = linkedTrees({ 'en/index.html': 'page' });
    tree.remove('/en/index.html');
    expect(readdirSync(copy)).toEqual([]);
  });

  test('that is gone already, with its folder, does nothing', () => {
    const { copy, tree } = linkedTrees({ 'en/index.html': 'page' });
    tree.remove('/en/articles/gone/index.html');
    tree.remove('/en/gone.html');
    expect(readdirSync(copy)).toEqual(['en']);
  });
});
