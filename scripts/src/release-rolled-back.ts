import { join } from 'node:path';
import { readJson, writeWhole } from './files.ts';

/** The names of the releases that somebody rolled back from. */
export function readRolledBack(dataDir: string): ReadonlySet<unknown> {
  const names = readJson(fileOf(dataDir));
  return new Set(Array.isArray(names) ? names : []);
}

/** Remembers which releases were rolled back from, over a power cut too. */
export function writeRolledBack(dataDir: string, names: readonly string[]): void {
  writeWhole(fileOf(dataDir), JSON.stringify(names));
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'publisher/rolled-back.json');
}
