import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, say } from './cli.ts';

/** Where Debian keeps programs that people other than root have not on their PATH. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of the first of these programs that is on the PATH or where Debian puts servers; undefined without any. */
export function findProgram(
  names: readonly string[],
  values: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const folders = [...(values['PATH'] ?? '').split(delimiter).filter(Boolean), ...systemFolders];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/** Tells whether Debian's packages can be installed here by us. */
export function mayInstall(): boolean {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}

/**
 * Installs a package of Debian without starting what it brings.
 * @returns the path of its program.
 * @throws Failure saying what to install.
 */
export async function installPackage(name: string, programs: readonly string[] = [name]): Promise<string> {
  say(`No ${programs[0]} found: installing ${name} with apt-get (about a minute).`);
  await apt(name, 'update', '-qq');
  await apt(name, 'install', '-y', '-qq', '--no-install-recommends', name);
  const installed = findProgram(programs);
  if (!installed)
    throw new Failure(`apt-get ran, but there is still no ${programs[0]} on the PATH. Install one yourself.`);
  return installed;
}

async function apt(name: string, ...args: string[]): Promise<void> {
  const startedAt = Date.now();
  const child = spawn('apt-get', args, {
    // In run level 1 Debian starts no service that a package brings.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
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
      `apt-get ${args[0]} failed (${code}). Install ${name} yourself and try again.\n${words.trim()}`,
    );
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
