import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
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

/**
 * Adds a line to a file and waits until the disk has it. What a crash cut off before is closed by a
 * line break first, so that it spoils no other line.
 * @param line with its line break.
 */
export function appendDurably(file: string, line: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a+');
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    if (size > 0) readSync(descriptor, last, 0, 1, size - 1);
    const isOpen = size > 0 && last.toString() !== '\n';
    const bytes = Buffer.from(isOpen ? `\n${line}` : line);
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
    if (size === 0) fsyncFolder(dirname(file));
  } finally {
    closeSync(descriptor);
  }
}
