import { existsSync, statfsSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { Failure, messageOf } from '../cli.ts';

/** Less than this is no room for a release. Bytes. */
const enough = 64 * 1024 * 1024;

/** The disk takes no more: nobody's edit is to blame, and it goes on as soon as there is room. */
export class DiskFull extends Failure {
  /** @param folder what was written to, and how much room its disk has; `df` of it says the same. */
  constructor(folder: string, freeBytes: number) {
    super(
      `The disk of ${folder} is full (${Math.floor(freeBytes / 1024 / 1024)} MB free). ` +
        `Make room: \`df -h ${folder}\` and \`du -sh ${folder}/*\` show where, KEEP_RELEASES keeps fewer releases, ` +
        'and build/ may go. Publishing goes on by itself within seconds; nothing is lost.',
    );
  }
}

/**
 * What an error says in plain words when it comes from a full disk, in whatever process; itself otherwise.
 * @param dataDir named where the error itself names no file: parts of it may lie on other disks.
 */
export function toDiskFull(error: unknown, dataDir: string): unknown {
  const message = messageOf(error);
  const isFull = /ENOSPC|EDQUOT|no space left|disk is full/i.test(message);
  if (!isFull || error instanceof DiskFull) return error;
  const folder = folderOfLastPath(message) ?? dataDir;
  return new DiskFull(folder, freeBytes(folder));
}

/** Node ends a message with the file that could not be written, in quotes; it may be gone by now. */
function folderOfLastPath(message: string): string | undefined {
  const path = /'([^']+)'\s*$/.exec(message)?.[1];
  if (path === undefined || !isAbsolute(path)) return undefined;
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}

/** Whether it is worth trying again after the disk was full. */
export function hasRoom(folder: string): boolean {
  return freeBytes(folder) >= enough;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
