import { join } from 'node:path';
import { cmsFolder } from '../ensure-built.ts';
import type { BenchHouse } from './bench-house.ts';
import { benchSeed } from './corpus.ts';
import { type BuildFigures, measureBuilds } from './measure-builds.ts';
import { measurePublishing, type PublishFigures } from './measure-publishing.ts';
import { measurePulls, type PullFigures } from './measure-pulls.ts';
import { untilIdle, untilPrepared } from './publisher-watch.ts';
import { writeCorpus } from './write-corpus.ts';

/** All that one size of corpus was measured for. */
export interface Measurement {
  readonly documents: number;
  readonly pulls: PullFigures;
  readonly builds: BuildFigures;
  readonly publishing: PublishFigures;
}

/** How often pulls and builds are repeated. */
const runs = 3;

/** Measures everything at one size, in a house that has been prepared for it. */
export async function measure(
  house: BenchHouse,
  documents: number,
  report: (line: string) => void,
): Promise<Measurement> {
  const options = { documents, seed: benchSeed };
  const corpus = join(house.folder, 'corpus.ndjson');
  const versions = await writeCorpus(corpus, options);
  report(`made ${documents} documents, ${versions} versions; loading them into the CMS …`);
  const loaded = await house.run({
    args: [join(cmsFolder, 'dist/src/bench/cli.js'), corpus],
    cwd: cmsFolder,
    env: { SAMLENG_SEED: 'none' },
    onLine: (line) => /^\d+ versions/.test(line) && report(line),
  });
  report(/Loaded .*/.exec(loaded)?.[0] ?? loaded);
  await house.start('cms');
  const pulls = await measurePulls(house, versions, runs, report);
  const builds = await measureBuilds(house, corpus, runs, report);
  report('starting the publisher and waiting for its first release …');
  await house.start('site');
  await house.start('publisher');
  const started = performance.now();
  await untilIdle(house.publisherUrl, (state) => report(`the publisher: ${state}`));
  report(`the site is live after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await untilPrepared(house.publisherUrl);
  const publishing = await measurePublishing(house, options, report);
  return { documents, pulls, builds, publishing };
}
