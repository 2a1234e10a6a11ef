import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { remove } from '../files.ts';
import { buildProgram } from '../publisher/builder.ts';
import type { BenchHouse } from './bench-house.ts';
import { countPages } from './count-pages.ts';
import { prepareHugo, runHugo } from './hugo.ts';
import { watchPeakMemory } from './peak-memory.ts';
import { type Series, toSeries } from './series.ts';

export interface BuildFigures {
  readonly pages: number;
  /** Seconds. */
  readonly clean: Series;
  /** MB, of the clean build's processes together. */
  readonly peakRss: Series;
  /** Null where there is no Hugo. */
  readonly hugo: { readonly seconds: Series; readonly pages: number } | null;
}

/**
 * Builds all pages from content pulled before, and has Hugo build the same corpus, in turns. The search
 * index and the share images are left out, as a publish does not wait for them and Hugo has none.
 * What lies ready before the clock starts: for us the content store that a pull leaves behind (the
 * documents and their texts in Markdown, nothing rendered), for Hugo its content files.
 * @param corpus the corpus's feed file.
 */
export async function measureBuilds(
  house: BenchHouse,
  corpus: string,
  runs: number,
  report: (line: string) => void,
): Promise<BuildFigures> {
  const dataDir = join(house.folder, 'build-data');
  const env = { DATA_DIR: dataDir };
  await house.run({ args: [...buildProgram, '--content-only'], env });
  const pulled = new Set(readdirSync(dataDir));
  const hugo = await prepareHugo(join(house.folder, 'hugo'), corpus, house.siteUrl);
  if (!hugo) report('Hugo is not on the PATH: hugoSeconds will be null.');
  const figures = { clean: [] as number[], memory: [] as number[], hugo: [] as number[] };
  let [pages, hugoPages] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const out = join(house.folder, 'build-out');
    let peak = () => 0;
    const started = performance.now();
    await house.run({
      args: [...buildProgram, '--no-pull', '--pages-only', '--out', out],
      env,
      onStart: (pid) => (peak = watchPeakMemory(pid)),
    });
    figures.clean.push((performance.now() - started) / 1000);
    figures.memory.push(peak());
    pages = countPages(out);
    report(
      `clean build: ${figures.clean.at(-1)?.toFixed(1)} s, ${pages} pages, ${figures.memory.at(-1)?.toFixed(0)} MB`,
    );
    remove(out);
    for (const name of readdirSync(dataDir)) if (!pulled.has(name)) remove(join(dataDir, name));
    if (!hugo) continue;
    const result = await runHugo(hugo);
    figures.hugo.push(result.seconds);
    hugoPages = result.pages;
    report(`Hugo: ${result.seconds.toFixed(1)} s, ${hugoPages} pages`);
  }
  remove(dataDir);
  if (hugo) remove(hugo.folder);
  return {
    pages,
    clean: toSeries(figures.clean),
    peakRss: toSeries(figures.memory),
    hugo: hugo ? { seconds: toSeries(figures.hugo), pages: hugoPages } : null,
  };
}
