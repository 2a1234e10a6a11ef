import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document } from '@samleng/shared';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { baseCorpus } from './support/base-corpus.ts';
import { carryOut, type Shelf } from './support/carry-out.ts';
import { CleanSite } from './support/clean-site.ts';
import { FeedServer } from './support/feed-server.ts';
import { IncrementalSite } from './support/incremental-site.ts';
import { PublishedContent } from './support/published-content.ts';
import { randomSteps, type Step } from './support/random-changes.ts';
import { differences } from './support/trees.ts';

const seed = Number(process.env['SAMLENG_SEED'] ?? randomInt(2 ** 31));
/** Enough to show a mistake made today; `pnpm soak renderer` looks for the rare ones. */
const wanted = Number(process.env['SAMLENG_STEPS'] ?? 60);
/** How long to look for a shorter way to the same mistake. Milliseconds. */
const searchTime = 300_000;
/** Steps between two real builds, which cost seconds. */
const realBuildEvery = 100;

const root = mkdtempSync(join(tmpdir(), 'samleng-incremental-'));
const cms = new FeedServer();
const corpus = baseCorpus();
let incremental: IncrementalSite;
let clean: CleanSite;
/** What the feed says now. */
let sent = new Map<string, Document>();
const count = { steps: 0, changes: 0, turnedDown: 0, killed: 0, realBuilds: 0 };
let built = 0;
/** After a mistake nothing that was kept can be trusted. */
let isSpoilt = false;

beforeAll(async () => {
  const env = { CMS_URL: await cms.start(), CMS_TOKEN: 'a-token', SITE_URL: 'http://localhost:4321' };
  incremental = new IncrementalSite(join(root, 'trees'), { ...env, DATA_DIR: join(root, 'data') });
  clean = new CleanSite(join(root, 'clean'), env);
  send(new PublishedContent(corpus));
  await incremental.publish();
  await compareWithBuild();
});

afterAll(async () => {
  await incremental?.end();
  await clean?.end();
  cms.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Brings the feed to what is published, as the CMS would: a line in the log for each document that is another one now. */
function send(content: PublishedContent): void {
  const now = content.delivered();
  for (const [key, document] of sent) if (!now.has(key)) cms.withdraw(document);
  for (const [key, document] of now) {
    if (JSON.stringify(sent.get(key)) !== JSON.stringify(document)) cms.publish(document);
  }
  sent = now;
}

async function startOver(): Promise<void> {
  await incremental.startOver();
  await clean.renew();
  isSpoilt = false;
}

/** @param anew whether the clean pages are all rendered; else a view that was rendered before is not again. */
async function compare(anew: boolean): Promise<void> {
  const { revision, log } = cms.head();
  const revoked = cms.revoked();
  const expected = await clean.render({ documents: sent.values(), revoked, revision, log, anew });
  const found = differences(incremental.files, expected);
  if (found.length > 0)
    throw new Error(
      `${found.length} files differ (first: incremental, second: clean).\n${found.slice(0, 5).join('\n')}`,
    );
}

async function compareWithBuild(): Promise<void> {
  count.realBuilds += 1;
  built = count.steps;
  // What a clean renderer might keep from one content to the next ends here.
  await clean.renew();
  expect(differences(incremental.files, await clean.build())).toEqual([]);
}

/**
 * One run of steps from the same beginning, compared after each: with views made from nothing, and at
 * the end with pages rendered from nothing, so that what a page takes from elsewhere than its view shows
 * too. The error tells the story.
 */
async function run(steps: readonly Step[]): Promise<void> {
  const story: string[] = [];
  const shelf: Shelf = new Map();
  const content = new PublishedContent(corpus);
  try {
    if (isSpoilt) await startOver();
    send(content);
    await incremental.publish();
    await compare(false);
    for (const [index, { changes, mishap }] of steps.entries()) {
      const moment = new Date(Date.UTC(2026, 5, 1, 8, index)).toISOString();
      const done = changes.map((change) => carryOut(content, shelf, change, moment));
      story.push(`${index + 1}. ${done.join('; ')}${mishap === 'none' ? '' : ` (${mishap})`}`);
      send(content);
      await incremental.publish(mishap);
      await compare(index === steps.length - 1);
      count.steps += 1;
      count.changes += changes.length;
      if (mishap === 'turned down') count.turnedDown += 1;
      if (mishap === 'killed') count.killed += 1;
    }
    if (count.steps - built >= realBuildEvery) await compareWithBuild();
  } catch (error) {
    isSpoilt = true;
    throw new Error(`${(error as Error).message}\nAfter:\n${story.join('\n')}`, { cause: error });
  }
}

test(
  'After each of many random steps the tree that grew equals the tree made from nothing, byte for byte',
  { timeout: 2 * searchTime + wanted * 20_000 },
  async () => {
    console.info(`${wanted} steps with seed ${seed}`);
    const startedAt = Date.now();
    for (let round = 0; count.steps < wanted; round += 1) {
      const property = fc.asyncProperty(randomSteps, run);
      await fc.assert(property, {
        seed: seed + round,
        numRuns: 1,
        interruptAfterTimeLimit: searchTime,
      });
    }
    if (built < count.steps) await compareWithBuild();
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const { starts, filesChanged } = incremental;
    console.info(
      JSON.stringify({
        seed,
        ...count,
        renderersStarted: starts,
        filesChanged,
        documents: sent.size,
        seconds,
      }),
    );
  },
);
