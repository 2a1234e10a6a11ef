import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, say } from './cli.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium for the tests: SAMLENG_CHROMIUM, else one on the PATH; undefined without any. */
export function findBrowser(
  values: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const chosen = values['SAMLENG_CHROMIUM'];
  if (chosen) return isExecutable(chosen) ? chosen : undefined;
  const folders = (values['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/**
 * Makes sure that there is a Chromium, installing Debian's where we may.
 * @returns its path.
 * @throws Failure saying what to install.
 */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  const chosen = process.env['SAMLENG_CHROMIUM'];
  if (chosen)
    throw new Failure(
      `SAMLENG_CHROMIUM is "${chosen}", which cannot be run. Name a Chromium, or leave it out.`,
    );
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0)
    throw new Failure(
      'The browser tests need Chromium. Install chromium or google-chrome, or name one in SAMLENG_CHROMIUM. ' +
        'To leave these tests out: pnpm test --exclude "**/*.browser.test.ts"',
    );
  say('No browser found: installing chromium with apt-get (about a minute).');
  await apt('update', '-qq');
  await apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  const installed = findBrowser();
  if (!installed)
    throw new Failure('apt-get ran, but there is still no chromium on the PATH. Install one yourself.');
  return installed;
}

async function apt(...args: string[]): Promise<void> {
  const startedAt = Date.now();
  const child = spawn('apt-get', args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)));
  const progress = setInterval(
    () => say(`  apt-get ${args[0]} … ${Math.round((Date.now() - startedAt) / 1000)} s`),
    10_000,
  );
  const code = await new Promise<number>((resolve) => {
    child.once('close', (status) => resolve(status ?? 1));
    child.once('error', () => resolve(127));
  });
  clearInterval(progress);
  if (code !== 0)
    throw new Failure(
      `apt-get ${args[0]} failed (${code}). Install chromium yourself and try again.\n${words.trim()}`,
    );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
