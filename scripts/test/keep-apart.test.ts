import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepApart } from '../src/publisher/keep-apart.ts';

let folder: string;
const at = (tree: string, path = 'page.html') => join(folder, tree, path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-apart-'));
  for (const tree of ['one', 'two', 'new']) mkdirSync(join(folder, tree));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, second: number) => {
  writeFileSync(file, 'text');
  utimesSync(file, second, second);
};
const secondOf = (file: string) => Math.floor(statSync(file).mtimeMs / 1000);
const apart = (...changed: string[]) =>
  keepApart(
    join(folder, 'new'),
    changed,
    ['one', 'two'].map((tree) => join(folder, tree)),
  );

describe('A page that was written anew', () => {
  it('is dated after every kept release of it, by a whole second', () => {
    write(at('one'), 1000.2);
    write(at('two'), 1001.9);
    write(at('new'), 1001.95);
    expect(apart('/page.html')).toBe(1);
    expect(secondOf(at('new'))).toBe(1002);
    expect([secondOf(at('one')), secondOf(at('two'))]).toEqual([1000, 1001]);
  });

  it('keeps its date when that is late enough, or when no release had it', () => {
    write(at('one'), 1000);
    write(at('new'), 1001);
    write(at('new', 'fresh.html'), 500);
    expect(apart('/page.html', '/fresh.html', '/gone.html')).toBe(0);
    expect([secondOf(at('new')), secondOf(at('new', 'fresh.html'))]).toEqual([1001, 500]);
  });

  it('is left alone when it is the very file of a release before', () => {
    write(at('one'), 1000);
    linkSync(at('one'), at('new'));
    expect(apart('/page.html')).toBe(0);
    expect(secondOf(at('one'))).toBe(1000);
  });
});
