import { hash } from 'node:crypto';
import { linkSync, copyFileSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setImmediate } from 'node:timers/promises';

/** Names the code that cuts texts and writes the index: with other code it is made anew. */
export function searchVersion(): string {
  const folders = ['.', '../i18n'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(ts|json)$/.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  return hash('sha256', JSON.stringify(files)).slice(0, 12);
}

/** Work of some seconds that lets others in between. */
export class Patience {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Call between small steps. @throws the signal's reason once it is aborted. */
  async pause(): Promise<void> {
    if (performance.now() - this.#since < 10) return;
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#since = performance.now();
  }
}

/** A file, or nothing when it is not there. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a file at another place too, as a hard link where the disk allows it; its folder is there. */
export function placeCopy(from: string, target: string): void {
  rmSync(target, { force: true });
  try {
    linkSync(from, target);
  } catch {
    // Another disk, or a file system without hard links.
    copyFileSync(from, `${target}.new`);
    renameSync(`${target}.new`, target);
  }
}
