import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewest, surplus, type Aged } from '../src/release-retention.ts';

const now = Date.parse('2026-07-01T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Releases of these ages, in milliseconds; named by their place, the oldest first. */
function aged(...ages: number[]): Aged[] {
  return ages.sort((a, b) => b - a).map((age, index) => release(`r${index}`, index, now - age));
}

function release(id: string, revision: number, time: number): Aged {
  return { id, revision, builtAt: new Date(time).toISOString(), version: '0123456789ab', log: 'log' };
}

describe('What is given up', () => {
  it('is nothing while there is room', () => {
    expect(surplus(aged(3 * hour, hour, 0), 3, [], now)).toEqual([]);
  });

  it('is a release of a burst, not the state from before it', () => {
    // Yesterday, this morning, then ten publishes within a minute; each time one is too many.
    let kept = aged(day, 5 * hour, 61_000);
    for (let n = 0; n < 10; n += 1) {
      kept = [...kept, release(`burst${n}`, 3 + n, now - 60_000 + n * 6000)];
      const gone = surplus(
        kept,
        5,
        kept.slice(-2).map(({ id }) => id),
        now - 60_000 + n * 6000,
      );
      kept = kept.filter(({ id }) => !gone.includes(id));
    }
    expect(kept.map(({ id }) => id)).toEqual(['r0', 'r1', 'r2', 'burst8', 'burst9']);
  });

  it('is first what was followed by the search index or a share image of the same pages', () => {
    const publishes = [5 * hour, 120_000, 60_000, 0].flatMap((age, revision) =>
      [3000, 1000, 0].map((before, n) => release(`r${revision}.${n}`, revision, now - age - before)),
    );
    const given = surplus(publishes, 4, ['r3.2', 'r2.2'], now);
    expect(new Set(given)).toEqual(new Set(publishes.map(({ id }) => id).filter((id) => !id.endsWith('.2'))));
    expect(surplus(publishes, 3, ['r3.2', 'r2.2'], now).at(-1)).toBe('r1.2');
    const [one, two] = [
      release('one', 1, now - hour),
      { ...release('two', 1, now), version: 'ba9876543210' },
    ];
    // Other code, or another log, is another state.
    for (const other of [two, { ...two, version: one.version, log: 'another' }])
      expect(surplus([release('old', 0, now - 2 * hour), one, other], 2, ['two'], now)).toEqual(['old']);
  });

  it('is the oldest of those published evenly', () => {
    expect(surplus(aged(5 * hour, 4 * hour, 3 * hour, 2 * hour, hour, 0), 5, ['r5', 'r4'], now)).toEqual([
      'r0',
    ]);
  });

  it('is first what is older than a week, the oldest first', () => {
    expect(surplus(aged(400 * day, 300 * day, 8 * day, 2 * hour, hour, 0), 4, ['r5', 'r4'], now)).toEqual([
      'r0',
      'r1',
    ]);
  });

  it('never is the live release nor the one before, though only one is to be kept', () => {
    expect(surplus(aged(3 * hour, 2 * hour, hour, 0), 1, ['r1', 'r0'], now)).toEqual(['r2', 'r3']);
  });

  it('is as many as are too many, each time one that has the nearest neighbour', () => {
    const ages = fc.uniqueArray(fc.integer({ min: 0, max: 6 * 24 * 60 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(ages, fc.integer({ min: 1, max: 10 }), fc.nat(11), (minutes, keep, live) => {
        const releases = aged(...minutes.map((age) => age * minute));
        const always = [releases[live % releases.length]?.id ?? ''];
        const given = surplus(releases, keep, always, now);
        expect(given).toHaveLength(Math.max(0, releases.length - Math.max(keep, fewest)));
        expect(given).not.toContain(always[0]);
        const [first] = given;
        if (first === undefined) return;
        const distance = (id: string) => {
          const times = releases.filter((each) => each.id !== id).map(({ builtAt }) => Date.parse(builtAt));
          const own = Date.parse(releases.find((each) => each.id === id)?.builtAt ?? '');
          return Math.min(...times.map((time) => Math.abs(time - own)));
        };
        const others = releases.map(({ id }) => id).filter((id) => !always.includes(id));
        expect(distance(first)).toBe(Math.min(...others.map(distance)));
      }),
    );
  });
});
