import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document } from '@samleng/shared';
import { makeCorpus } from '../src/bench/corpus.ts';
import { countPages } from '../src/bench/count-pages.ts';
import { toHugoFile } from '../src/bench/hugo-content.ts';
import type { Measurement } from '../src/bench/measure.ts';
import { watchPeakMemory } from '../src/bench/peak-memory.ts';
import { toSeries } from '../src/bench/series.ts';
import { toJson, toTable } from '../src/bench/table.ts';

const one = (value: number) => toSeries([value]);

function measurement(documents: number, publish: number): Measurement {
  return {
    documents,
    pulls: { feed: toSeries([5000, 7000, 6000]), rest: one(2000) },
    builds: {
      pages: documents * 2,
      clean: one(20),
      peakRss: one(800),
      hugo: { seconds: one(8), pages: documents * 2 + 4 },
    },
    publishing: { publish: one(publish), rename: one(1), unpublish: one(0.4) },
  };
}

describe('A series of figures', () => {
  it('is told by its middle, its least and its most', () => {
    expect(toSeries([3, 10, 1])).toEqual({ median: 3, min: 1, max: 10 });
    expect(toSeries([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  });

  it('cannot be empty', () => {
    expect(() => toSeries([])).toThrow('Nothing was measured');
  });
});

describe('The report', () => {
  it('has exactly the keys that others read', () => {
    expect(toJson(measurement(5000, 0.4))).toEqual({
      documents: 5000,
      pages: 10_000,
      pullPerSecond: 6000,
      restPullPerSecond: 2000,
      cleanBuildSeconds: 20,
      peakRssMb: 800,
      publishToLiveSeconds: 0.4,
      renameToLiveSeconds: 1,
      unpublishToLiveSeconds: 0.4,
      hugoSeconds: 8,
    });
  });

  it('says null where there is no Hugo', () => {
    const { builds, ...rest } = measurement(5000, 0.4);
    const without = { ...rest, builds: { ...builds, hugo: null } };
    expect(toJson(without).hugoSeconds).toBeNull();
    expect(toTable([without])).toMatch(/clean build \/ Hugo +–/);
  });

  it('sets what was measured beside Hugo, REST and the smaller corpus', () => {
    const table = toTable([measurement(5000, 0.4), measurement(20_000, 0.5)]);
    expect(table).toMatch(/full pull, versions\/s +6000 \(5000–7000\)/);
    expect(table).toMatch(/pull \/ REST +3\.00/);
    expect(table).toMatch(/clean build \/ Hugo +2\.50/);
    expect(table).toMatch(/publish \/ Hugo +0\.05/);
    expect(table).toContain('publish → live at 40000 pages is 1.25 times what it is at 10000.');
  });
});

describe('What Hugo is given', () => {
  it('names by its address what a document names by its id', () => {
    const slugs = new Map<string, string>();
    const files = makeCorpus({ documents: 60, seed: 3 }).map((document: Document) => {
      if ('slug' in document) slugs.set(`${document.type} ${document.documentId}`, document.slug);
      return toHugoFile(document, slugs);
    });
    expect(new Set(files.map(({ path }) => path)).size).toBe(120);
    expect(files.filter(({ text }) => /"bench-[a-z-]+-\d{6}"/.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
    const articles = files.filter(({ path }) => path.startsWith('content/km/articles/'));
    for (const { text } of articles) expect(text).toMatch(/"people": \[\n +"writer-\d+"/);
  });
});

describe('The watchers', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'samleng-bench-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('count HTML files, and leave out what is none', () => {
    for (const name of ['index.html', 'a.html', 'feed.xml']) writeFileSync(join(folder, name), '');
    expect(countPages(folder)).toBe(2);
    expect(countPages(folder, (path) => path !== 'a.html')).toBe(1);
  });

  it('see the memory of what a process has started', async () => {
    const hold = 'const held = Buffer.alloc(150e6, 1); console.log(held.length); setTimeout(() => {}, 60000)';
    const start = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hold)}], { stdio: 'inherit' })`;
    const parent = spawn(process.execPath, ['-e', start], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const peak = watchPeakMemory(parent.pid ?? 0);
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(peak()).toBeGreaterThan(150);
    process.kill(-(parent.pid ?? 0), 'SIGKILL');
  });
});
