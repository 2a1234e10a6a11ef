import { statfsSync } from 'node:fs';
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

/** What an error says in plain words when it comes from a full disk, in whatever process; itself otherwise. */
export function toDiskFull(error: unknown, folder: string): unknown {
  const isFull = /ENOSPC|EDQUOT|no space left|disk is full/i.test(messageOf(error));
  return isFull && !(error instanceof DiskFull) ? new DiskFull(folder, freeBytes(folder)) : error;
}

/** Whether it is worth trying again after the disk was full. */
export function hasRoom(folder: string): boolean {
  return freeBytes(folder) >= enough;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
