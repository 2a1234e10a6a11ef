import { describe, expect, it } from 'vitest';
import type { Localised } from '@samleng/shared';
import { timeFigures, timeWords } from '../src/admin/times';
import { fill, headlines, labels, meanings, reasons, shownOf } from '../src/admin/words';
import type { DocumentStatus } from '../src/status/answers';

const groups: Readonly<Record<string, Readonly<Record<string, Localised<string>>>>> = {
  headlines,
  meanings,
  reasons,
  labels,
};
const all = Object.entries(groups).flatMap(([group, words]) =>
  Object.entries(words).map(([name, both]) => [`${group}.${name}`, both] as const),
);

describe('the words about what is live', () => {
  it.each(all)('are there in both languages, with the same places to fill: %s', (_name, { en, km }) => {
    expect(en).not.toMatch(/\p{Script=Khmer}/u);
    expect(km).toMatch(/\p{Script=Khmer}/u);
    const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    expect(places(km)).toEqual(places(en));
  });

  it('are filled each in its language', () => {
    expect(
      fill({ en: '{n} at {time}', km: 'លេខ {n} {time}' }, { n: 3, time: { en: 'noon', km: 'ថ្ងៃត្រង់' } }),
    ).toEqual({
      en: '3 at noon',
      km: 'លេខ 3 ថ្ងៃត្រង់',
    });
  });
});

describe('what an editor sees of a state', () => {
  const status = { state: 'live', goal: 'shown', modified: false, reason: null } as DocumentStatus;

  it.each([
    [{}, 'live'],
    [{ modified: true }, 'modified'],
    [{ state: 'waiting', modified: true }, 'waiting'],
    [{ state: 'waiting', goal: 'gone' }, 'leaving'],
    [{ state: 'building', goal: 'gone' }, 'leaving'],
    [{ state: 'failed', goal: 'gone', reason: 'cms-away' }, 'not-left'],
    [{ state: 'failed', reason: 'build-failed' }, 'failed'],
    [{ state: 'failed', reason: 'quarantined' }, 'not-taken-in'],
    [{ state: 'draft', goal: 'gone' }, 'draft'],
    [{ state: 'removed', goal: 'gone' }, 'removed'],
  ] as const)('%j is shown as %s', (change, shown) => {
    expect(shownOf({ ...status, ...change })).toBe(shown);
  });
});

describe('a moment', () => {
  const now = new Date(2026, 10, 22, 18, 0);
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

  it('is the time alone today', () => {
    const moment = at(2026, 10, 22, 9, 5);
    expect(timeWords(moment, now)).toEqual({ en: '09:05', km: 'ម៉ោង 09:05' });
    expect(timeFigures(moment, now)).toBe('09:05');
  });

  it('has its day before that, and its year before this one', () => {
    const moment = at(2026, 10, 21, 14, 5);
    expect(timeWords(moment, now)).toEqual({ en: '21 November, 14:05', km: 'ថ្ងៃទី 21 វិច្ឆិកា ម៉ោង 14:05' });
    expect(timeFigures(moment, now)).toBe('21/11 14:05');
    expect(timeWords(at(2025, 2, 1, 14, 5), now).en).toBe('1 March 2025, 14:05');
  });
});
