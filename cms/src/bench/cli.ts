import { join } from 'node:path';
import { createStrapi } from '@strapi/strapi';
import { ensureBenchToken } from './ensure-bench-token';
import { loadCorpus } from './load-corpus';

const help = `Usage: node cms/dist/src/bench/cli.js FILE.ndjson
Loads a corpus of the benchmark into an empty database, as if all of it had been published.
Settings are those of the CMS. BENCH_TOKEN, when set, becomes a token that may read all over REST.`;

async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  if (!file || file === '--help') {
    console.log(help);
    process.exitCode = file ? 0 : 2;
    return;
  }
  const appDir = join(__dirname, '..', '..', '..');
  const strapi = await createStrapi({ appDir, distDir: join(appDir, 'dist'), serveAdminPanel: false }).load();
  strapi.log.level = 'error';
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const versions = await loadCorpus(strapi, file, (count) => console.log(`${count} versions … ${seconds()}`));
  if (process.env.BENCH_TOKEN) await ensureBenchToken(strapi, process.env.BENCH_TOKEN);
  console.log(`Loaded ${versions} versions of documents in ${seconds()}.`);
  await strapi.destroy();
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
