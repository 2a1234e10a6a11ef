import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageChanges } from '../src/prerender/page-plan.ts';
import { PageIndex } from '../src/renderer/page-index.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const origin = { version: 'abc', siteUrl: 'https://samleng.example' };
const fileIn = (folder: string) => join(folder, 'pages.ndjson');
const linesIn = (folder: string) => readFileSync(fileIn(folder), 'utf8').trimEnd().split('\n').length;

/** Notes releases one after the other, as a renderer does that puts each live. */
class Live {
  readonly index: PageIndex;
  keys = new Map<string, string>();
  #release: string | null = null;

  constructor(folder: string, live?: Live) {
    this.index = new PageIndex(origin, folder);
    if (live) [this.keys, this.#release] = [new Map(live.keys), live.#release];
  }

  publish(release: string, changes: PageChanges): void {
    for (const [path, key] of changes) {
      if (key === null) this.keys.delete(path);
      else this.keys.set(path, key);
    }
    this.index.note(release, this.#release, changes, this.keys);
    this.#release = release;
  }

  /** An older release is live again. */
  rollBack(release: string): void {
    this.keys = new Map(this.index.read(release));
    this.#release = release;
  }
}

const first = new Map([
  ['/en/', 'a'],
  ['/en/about/', 'b'],
]);
const second = new Map([
  ['/en/', 'c'],
  ['/en/about/', null],
  ['/km/', 'd'],
]);

describe('the pages of a release', () => {
  test('are told for every release since the file began, the newest and the ones before', () => {
    const folder = temporaryFolder();
    const live = new Live(folder);
    live.publish('r1', first);
    live.publish('r2', second);
    live.publish('r3', new Map());
    const { index } = new Live(folder);
    expect(index.read('r1')).toEqual(first);
    expect(index.read('r2')).toEqual(new Map([['/en/', 'c'], ['/km/', 'd']])); // prettier-ignore
    expect(index.read('r3')).toEqual(index.read('r2'));
    expect(index.read('r4')).toBeUndefined();
    expect(linesIn(folder)).toBe(3);
  });

  test('are unknown before anything was noted, and for other code or another address', () => {
    const folder = temporaryFolder();
    expect(new PageIndex(origin, folder).read('r1')).toBeUndefined();
    new Live(folder).publish('r1', first);
    expect(new PageIndex({ ...origin, version: 'abd' }, folder).read('r1')).toBeUndefined();
    expect(
      new PageIndex({ ...origin, siteUrl: 'https://elsewhere.example' }, folder).read('r1'),
    ).toBeUndefined();
    expect(new PageIndex(origin, folder).read('r1')).toEqual(first);
  });

  test('are written whole by a process that did not write the file, and after a release made from nothing', () => {
    const folder = temporaryFolder();
    const before = new Live(folder);
    before.publish('r1', first);
    const restarted = new Live(folder, before);
    restarted.publish('r2', second);
    expect(linesIn(folder)).toBe(1);
    restarted.publish('r3', new Map([['/', 'e']]));
    expect(linesIn(folder)).toBe(2);
    restarted.index.note('r4', null, first, first);
    expect(linesIn(folder)).toBe(1);
    expect(restarted.index.read('r4')).toEqual(first);
  });

  test('that follows an older release are not mixed with those in between', () => {
    const folder = temporaryFolder();
    const live = new Live(folder);
    live.publish('r1', first);
    live.publish('r2', second);
    live.rollBack('r1');
    live.publish('r3', new Map([['/', 'e']]));
    expect(live.index.read('r3')).toEqual(new Map([...first, ['/', 'e']]));
  });

  test('are one file again once the steps are many', () => {
    const folder = temporaryFolder();
    const live = new Live(folder);
    live.publish('r0', first);
    const many = (key: string) => new Map(Array.from({ length: 900 }, (_, page) => [`/en/${page}/`, key]));
    for (const release of ['r1', 'r2', 'r3']) live.publish(release, many(release));
    expect(linesIn(folder)).toBe(1);
    expect(new Live(folder).index.read('r3')).toEqual(live.keys);
  });
});

describe('a file that a crash or a person spoiled', () => {
  test('loses the release whose line was cut, and no other', () => {
    const folder = temporaryFolder();
    const live = new Live(folder);
    live.publish('r1', first);
    live.publish('r2', second);
    writeFileSync(fileIn(folder), readFileSync(fileIn(folder), 'utf8').slice(0, -9));
    expect(live.index.read('r2')).toBeUndefined();
    expect(live.index.read('r1')).toEqual(first);
  });

  test.each([
    ['of which nothing is left', ''],
    ['that is no JSON', 'not ours\n'],
    ['of another form', `${JSON.stringify({ format: 0, ...origin, release: 'r1', keys: [] })}\n`],
    ['whose first line was cut', '{"format":1,"version":"abc","siteUrl":"https://saml'],
  ])('%s knows no release', (_, text) => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), text);
    const { index } = new Live(folder);
    expect(index.read('r1')).toBeUndefined();
    expect(index.read('r2')).toBeUndefined();
  });

  test('whose first line was cut does not take the next one for it', () => {
    const folder = temporaryFolder();
    const live = new Live(folder);
    live.publish('r1', first);
    live.publish('r2', second);
    const [snapshot = '', step = ''] = readFileSync(fileIn(folder), 'utf8').split('\n');
    writeFileSync(fileIn(folder), `${snapshot.slice(0, -20)}\n${step}\n`);
    expect(live.index.read('r2')).toBeUndefined();
  });

  test('whose line in the middle was lost knows the releases before it alone', () => {
    const folder = temporaryFolder();
    const live = new Live(folder);
    for (const release of ['r1', 'r2', 'r3']) live.publish(release, release === 'r1' ? first : second);
    const [snapshot = '', , last = ''] = readFileSync(fileIn(folder), 'utf8').split('\n');
    writeFileSync(fileIn(folder), `${snapshot}\n${last}\n`);
    expect(live.index.read('r1')).toEqual(first);
    expect(live.index.read('r3')).toBeUndefined();
  });

  test('because two renderers wrote into it mixes their releases never', () => {
    const folder = temporaryFolder();
    const [one, other] = [new Live(folder), new Live(folder)];
    one.publish('r1', first);
    other.publish('r2', second);
    one.publish('r3', new Map([['/', 'e']]));
    expect(one.index.read('r3')).toBeUndefined();
    expect(one.index.read('r2')).toEqual(other.keys);
  });

  test('is never continued after a write that failed', () => {
    const folder = temporaryFolder();
    const live = new Live(folder);
    live.publish('r1', first);
    appendFileSync(fileIn(folder), '{"release":"r2","chan');
    // The disk was full: the renderer went on with r2, the file has none of it.
    const afterwards = new Live(folder, live);
    afterwards.publish('r3', second);
    expect(afterwards.index.read('r3')).toEqual(afterwards.keys);
  });
});

test('whatever is published, restarted and rolled back, a release that is known is known rightly', () => {
  const changes = fc
    .array(fc.tuple(fc.constantFrom('/', '/en/', '/km/', '/en/a/'), fc.constantFrom('1', '2', '3', null)))
    .map((list) => new Map(list));
  const step = fc.oneof(
    fc.record({ do: fc.constant('publish' as const), changes }),
    fc.record({ do: fc.constant('restart' as const) }),
    fc.record({ do: fc.constant('rollback' as const), to: fc.nat({ max: 9 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const folder = temporaryFolder();
      let live = new Live(folder);
      const releases = new Map<string, ReadonlyMap<string, string>>();
      for (const each of steps) {
        if (each.do === 'restart') live = new Live(folder, live);
        if (each.do === 'rollback') {
          const name = [...releases.keys()].at(-1 - each.to);
          if (name !== undefined && live.index.read(name)) live.rollBack(name);
        }
        if (each.do === 'publish') {
          const name = `r${releases.size}`;
          live.publish(name, each.changes);
          releases.set(name, new Map(live.keys));
          expect(live.index.read(name)).toEqual(live.keys);
        }
      }
      for (const [name, keys] of releases) expect([keys, undefined]).toContainEqual(live.index.read(name));
    }),
    { numRuns: 100 },
  );
});
