import { existsSync, statfsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Failure, messageOf } from '../cli.ts';

/** Less than this is no room for a release. Bytes. */
const enough = 64 * 1024 * 1024;

/** The disk takes no more: nobody's edit is to blame, and it goes on as soon as there is room. */
export class DiskFull extends Failure {
  readonly folder: string;

  /** @param folder what was written to, and how much room its disk has; `df` of it says the same. */
  constructor(folder: string, freeBytes: number) {
    super(
      `The disk of ${folder} is full (${Math.floor(freeBytes / 1024 / 1024)} MB free). ` +
        `Make room: \`df -h ${folder}\` and \`du -sh ${folder}/*\` show where, KEEP_RELEASES keeps fewer releases, ` +
        'and build/ may go. Publishing goes on by itself within seconds; nothing is lost.',
    );
    this.folder = folder;
  }
}

/**
 * What an error says in plain words when it comes from a full disk, in whatever process; itself otherwise.
 * Parts of the data folder may lie on other disks: the part that the error names is looked at.
 */
export function toDiskFull(error: unknown, dataDir: string): unknown {
  const message = messageOf(error);
  const isFull = /ENOSPC|EDQUOT|no space left|disk is full/i.test(message);
  if (!isFull || error instanceof DiskFull) return error;
  const folder = partNamedIn(message, dataDir);
  return new DiskFull(folder, freeBytes(folder));
}

/** Node ends a message with the file that could not be written, in quotes; only what stays is told. */
function partNamedIn(message: string, dataDir: string): string {
  const path = /'([^']+)'\s*$/.exec(message)?.[1];
  const [part = '..'] = relative(dataDir, path ?? '').split(sep);
  const folder = join(dataDir, part);
  return part !== '..' && existsSync(folder) ? folder : dataDir;
}

/** Whether it is worth trying again after the disk was full. */
export function hasRoom(folder: string): boolean {
  return freeBytes(folder) >= enough;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
