import type { BenchHouse } from './bench-house.ts';
import { pullFeed, pullRest, type PullResult } from './pull.ts';
import { type Series, toSeries } from './series.ts';

export interface PullFigures {
  /** Versions of documents a second. */
  readonly feed: Series;
  readonly rest: Series;
}

/** Pulls everything over the feed and over REST, in turns, and checks that both brought the same number. */
export async function measurePulls(
  house: BenchHouse,
  versions: number,
  runs: number,
  report: (line: string) => void,
): Promise<PullFigures> {
  const figures: Record<'feed' | 'rest', number[]> = { feed: [], rest: [] };
  const pulls = {
    feed: () => pullFeed(house.cmsUrl, house.cmsToken),
    rest: () => pullRest(house.cmsUrl, house.restToken),
  };
  // Neither shall pay for the code that the CMS compiles when it is first used.
  for (let run = 0; run <= runs; run += 1) {
    for (const kind of ['feed', 'rest'] as const) {
      const result: PullResult = await pulls[kind]();
      if (result.versions !== versions)
        throw new Error(
          `The ${kind} brought ${result.versions} versions of documents instead of ${versions}.`,
        );
      const rate = result.versions / result.seconds;
      report(`pull, ${kind}: ${rate.toFixed(0)} versions a second${run === 0 ? ' (warming up)' : ''}`);
      if (run > 0) figures[kind].push(rate);
    }
  }
  return { feed: toSeries(figures.feed), rest: toSeries(figures.rest) };
}
