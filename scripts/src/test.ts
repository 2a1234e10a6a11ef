import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { complain, Failure, messageOf, say } from './cli.ts';
import { ensureBrowser } from './ensure-browser.ts';
import { ensureBuilt } from './ensure-built.ts';
import { root } from './environment.ts';
import { readJson, remove } from './files.ts';
import { runForeground } from './foreground.ts';
import { countTests } from './test-report.ts';

const help = `
pnpm test [vitest arguments]

Runs every test: the contract, the CMS (a real Strapi), the site (a real build) and a real browser.
Makes first what they need: the compiled CMS, its admin, a Chromium (SAMLENG_CHROMIUM names one).
The last line says how many passed and failed. TMPDIR chooses where tests write; without it that is
/dev/shm where it has 8 GB to spare, else the system's temporary folder.

  pnpm test --project unit                only what runs at once
  pnpm test site/test/entries.test.ts     one file
  pnpm test -t "a burst"                  by name
`;

const args = process.argv.slice(2).filter((arg, index) => !(arg === '--' && index === 0));
if (args.includes('--help') || args.includes('-h')) say(help.trim());
else process.exitCode = await main().catch(report);

function report(error: unknown): number {
  complain(error instanceof Failure ? messageOf(error) : ((error as Error).stack ?? String(error)));
  return 1;
}

async function main(): Promise<number> {
  const needs = needsOf(args);
  await ensureBuilt({ cms: needs.cms, admin: needs.browser });
  const browser = needs.browser ? await ensureBrowser() : undefined;
  const shelf = temporaryFolder();
  const folder = mkdtempSync(join(shelf, 'samleng-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const env = { ...process.env, TMPDIR: shelf, ...(browser && { SAMLENG_CHROMIUM: browser }) };
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
    const code = await runForeground([vitest, 'run', ...reporters, ...args], env);
    const { passed, failed } = countTests(readJson(reportFile));
    say(`${passed} passed, ${failed} failed`);
    return code;
  } finally {
    remove(folder);
  }
}

/**
 * Where tests make their houses: in memory where there is plenty of it, since they write many thousand
 * small files. TMPDIR chooses another place.
 */
function temporaryFolder(): string {
  const inMemory = '/dev/shm';
  const plenty = 8 * 1024 ** 3;
  if (process.env['TMPDIR'] || freemem() < plenty) return tmpdir();
  try {
    accessSync(inMemory, constants.W_OK);
    const { bavail, bsize } = statfsSync(inMemory);
    return bavail * bsize < plenty ? tmpdir() : inMemory;
  } catch {
    return tmpdir();
  }
}

/** What has to be made for the tests that the arguments choose; all of it when they choose none. */
function needsOf(chosen: readonly string[]): { cms: boolean; browser: boolean } {
  const all = chosen.join(' ');
  if (/--project[= ]unit/.test(all)) return { cms: false, browser: false };
  const files = chosen.filter((arg) => /\.test\.ts$/.test(arg));
  if (files.length === 0) return { cms: true, browser: true };
  const isCostly = (file: string) => /\.(strapi|site|browser)\.test\.ts$/.test(file);
  return { cms: files.some(isCostly), browser: files.some((file) => file.endsWith('.browser.test.ts')) };
}
