import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

let counter = 0;

/**
 * Writes a file so that readers see the old one or the new one, never a half.
 * @param durable also waits until the disk has it, for files whose loss cannot be noticed later.
 */
export function writeFileAtomically(
  file: string,
  data: string | Uint8Array,
  { durable = false }: { durable?: boolean } = {},
): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}-${++counter}.tmp`;
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
      if (durable) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) fsyncFolder(dirname(file));
}

/** A rename survives a power cut only once its folder is on disk. Windows cannot do this, nor needs it. */
function fsyncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
