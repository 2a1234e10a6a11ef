import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeCollapse } from '../src/publisher/guard.ts';
import { clearHold, readHold, tellHold, writeHold, type Hold } from '../src/publisher/hold.ts';

describe('A release whose pages vanish', () => {
  const judge = (pagesBefore: number, lost: number, withdrawn = 0) =>
    judgeCollapse({ pagesBefore, pagesAfter: pagesBefore - lost, lost, withdrawn });

  it.each([
    ['a few, without a word', 1000, 100, 0],
    ['two of a small site', 12, 2, 0],
    ['all, and all were taken back', 1000, 1000, 1000],
    ['many, nearly all taken back', 1000, 500, 400],
    ['none', 0, 0, 0],
  ])('may lose %s', (_name, before, lost, withdrawn) =>
    expect(judge(before, lost, withdrawn)).toBeUndefined(),
  );

  it.each([
    ['more than a tenth', 1000, 101, 0],
    ['more than two of a small site', 25, 3, 0],
    ['all documents of a small site', 46, 20, 0],
    ['more than a tenth beyond what was taken back', 1000, 501, 400],
  ])('is held back when it loses %s', (_name, before, lost, withdrawn) =>
    expect(judge(before, lost, withdrawn)).toMatch(/pages would vanish .* `pnpm redeploy --force`/),
  );

  it('is told with the numbers', () => {
    expect(judge(1000, 900, 3)).toContain(
      '897 pages would vanish that nobody unpublished or deleted: the live release has 1000, the new one 100, and only 3 were taken back.',
    );
  });
});

describe('A hold', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'samleng-hold-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const at = '2026-07-01T12:00:00.000Z';
  it.each<Hold>([
    { kind: 'rollback', release: '20260701-120000-r5', at },
    { kind: 'guard', message: 'Of an older publisher.', revision: 7, log: 'log-one', at },
    {
      kind: 'guard',
      message: 'Too many pages vanish.',
      revision: 7,
      log: 'log-one',
      version: '0123456789ab',
      siteUrl: 'https://samleng.example',
      at,
    },
  ])('is read as it was written, until it is cleared: %o', (hold) => {
    expect(readHold(dataDir)).toBeUndefined();
    clearHold(dataDir);
    writeHold(dataDir, hold);
    expect(readHold(dataDir)).toEqual(hold);
    clearHold(dataDir);
    expect(readHold(dataDir)).toBeUndefined();
  });

  it('that is damaged holds nothing, and can be replaced', () => {
    const hold: Hold = { kind: 'rollback', release: 'r5', at };
    writeHold(dataDir, hold);
    for (const text of ['', '{"kind":"rollback"', '{"kind":"rollback","at":"x"}', '[]', 'null']) {
      writeFileSync(join(dataDir, 'publisher/hold.json'), text);
      expect(readHold(dataDir), text).toBeUndefined();
    }
    writeHold(dataDir, hold);
    expect(readHold(dataDir)).toEqual(hold);
  });

  it('says how to end it', () => {
    expect(tellHold({ kind: 'rollback', release: 'r5', at })).toMatch(
      /rolled back to r5 .* `pnpm rollback --end`/,
    );
  });
});
