import { describe, expect, test } from 'vitest';
import { publisherStatus, releaseManifest } from '../src/publisher-status.ts';

const at = '2026-10-01T01:00:00.000Z';
const manifest = { revision: 7, builtAt: at, version: '0123456789ab', log: 'a1b2' };
const idle = {
  state: 'idle',
  target: 'local',
  building: null,
  following: null,
  queued: false,
  log: { revision: 7, log: 'a1b2' },
  live: manifest,
  releases: [{ id: '20261001-010000-r7', live: true, ...manifest }],
  error: null,
  hold: null,
  quarantined: [],
  deferred: [],
  remote: null,
  renderer: { state: 'ready', pages: 40, rssMb: 210 },
};

describe('the status of a publisher', () => {
  test('is taken as it is said', () => expect(publisherStatus.parse(idle)).toEqual(idle));

  test('may say more than is known here', () => {
    const newer = { ...idle, round: { ticket: 3 }, live: { ...manifest, pages: 40 } };
    expect(publisherStatus.parse(newer)).toEqual(newer);
  });

  test('may come from a publisher that knows no holds, no quarantine, no runs elsewhere and nothing that follows', () => {
    const { state, target, building, queued, log, live, releases, error, renderer } = idle;
    const older = { state, target, building, queued, log, live, releases, error, renderer };
    expect(publisherStatus.parse(older)).toEqual(idle);
  });

  test.each([
    ['building', { state: 'building', building: { since: at, reason: 'The log stands at 8', revision: 8 } }],
    ['following', { following: { since: at } }],
    ['waiting', { state: 'waiting', error: { kind: 'away', message: 'No answer.', at, retryAt: at } }],
    ['without its search index', { deferred: [{ name: 'search', message: 'No room.', at, retryAt: at }] }],
    ['held by a guard', { state: 'held', hold: { kind: 'guard', message: 'A link is broken.', at } }],
    ['rolled back', { state: 'held', hold: { kind: 'rollback', message: 'Kept.', at, release: 'r6' } }],
    ['running elsewhere', { target: 'github', remote: { state: 'running', since: at, revision: 8 } }],
    [
      'quarantining',
      { quarantined: [{ type: 'article', documentId: 'a', locale: 'en', reason: 'Broken.', at }] },
    ],
  ])('may be %s', (_name, change) =>
    expect(publisherStatus.parse({ ...idle, ...change })).toMatchObject(change),
  );

  test.each([
    { state: 'asleep' },
    { target: 'elsewhere' },
    { live: { ...manifest, revision: -1 } },
    { live: { ...manifest, builtAt: 'yesterday' } },
    { error: { kind: 'odd', message: '', at, retryAt: at } },
    { hold: { kind: 'guard', message: 'Said without a time.' } },
    { remote: { state: 'lost', since: at, revision: 8 } },
  ])('is none with %j', (change) =>
    expect(publisherStatus.safeParse({ ...idle, ...change }).success).toBe(false),
  );
});

test('a release may be of a time that did not state its log', () => {
  const { log: _log, ...older } = manifest;
  expect(releaseManifest.parse(older)).toEqual(older);
});
