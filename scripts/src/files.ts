import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Some characters that no other process will come up with, for names beside the final one. */
export function uniqueName(): string {
  return `${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Makes sure that a rename in this folder survives a power cut. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Replaces a file as a whole: readers see the old text or the new one, whatever happens.
 * @param mode permissions of the new file, 0o644 unless told.
 */
export function writeWhole(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${uniqueName()}`;
  const handle = openSync(beside, 'wx', mode);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
  syncFolder(dirname(file));
}

/** Reads JSON that we wrote ourselves; undefined when it is absent or was damaged. */
export function readJson(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Removes a file or folder with all it holds; absent is fine. */
export function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Tells whether an error is one of the system errors named, `ENOENT` and the like. */
export function isErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

/**
 * Makes a folder that other people of this machine cannot look into; takes from one that exists what is beyond.
 * @param most the rights that it may have, such as 0o700. A new one gets 0o700.
 */
export function ensurePrivateFolder(path: string, most: number): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(path);
  // Somebody else's folder is theirs to open and close.
  if (process.getuid?.() === uid && (mode & 0o777 & ~most) !== 0) chmodSync(path, mode & most);
}
