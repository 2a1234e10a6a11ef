import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder } from './environment.ts';

/** A build that was killed leaves its folder behind; after this long it is no running build's. Milliseconds. */
const abandoned = 24 * 3600_000;

/** The folder in which every build has one of its own, cleared of what killed ones left. */
export function temporaryFolder(): string {
  const parent = join(dataFolder(), 'tmp');
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const left = join(parent, name);
    const { mtimeMs = Date.now() } = statSync(left, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > abandoned) rmSync(left, { recursive: true, force: true });
  }
  return parent;
}

/** Moves a folder to a place that is absent or empty, on this disk or another. */
export function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (existsSync(to)) rmdirSync(to);
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}
