import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A folder on a disk of its own that can be full and free again. */
export interface SmallDisk {
  /** What kind of limit it really is, for the report. */
  readonly kind: string;
  /** Leaves no byte for anybody. */
  fill(): void;
  free(): void;
  /** Takes the disk away again; nothing may use the folder any more. */
  remove(): void;
}

/** A megabyte at a time is quick, and the last bytes are taken one by one. */
const chunks = [1024 * 1024, 4096, 1];

/**
 * Mounts a small file system (tmpfs) on a folder. That takes root; where it is not permitted, the
 * kernel is asked to end every file of the writers at 4 KB instead (RLIMIT_FSIZE), the nearest that
 * an ordinary user can do to a disk that takes no more.
 * @param megabytes the size of the disk.
 * @param writers the ids of the processes that write there now, for the second way.
 */
export function smallDisk(folder: string, megabytes: number, writers: () => readonly number[]): SmallDisk {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'samleng-test', folder], {
      stdio: 'pipe',
    });
  } catch (error) {
    return limitedWriters(writers, (error as Error).message.split('\n').at(-1) ?? '');
  }
  const filler = join(folder, '.filler');
  return {
    kind: `a tmpfs of ${megabytes} MB`,
    fill() {
      const handle = openSync(filler, 'a');
      for (const size of chunks) writeUntilFull(handle, size);
      closeSync(handle);
    },
    free: () => rmSync(filler, { force: true }),
    // Lazily: a server that has a file open must not keep the test from ending.
    remove: () => void execFileSync('umount', ['--lazy', folder]),
  };
}

function writeUntilFull(handle: number, size: number): void {
  const bytes = Buffer.alloc(size);
  try {
    for (;;) if (writeSync(handle, bytes) < size) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function limitedWriters(writers: () => readonly number[], why: string): SmallDisk {
  const limit = (size: string) => {
    for (const pid of writers()) {
      try {
        execFileSync('prlimit', ['--pid', String(pid), `--fsize=${size}:`], { stdio: 'pipe' });
      } catch {
        // It ended meanwhile; the next one starts without a limit, as on a disk that was freed.
      }
    }
  };
  return {
    kind: `no disk of its own (${why.trim()}); files of the publisher end at 4 KB instead`,
    fill: () => limit('4096'),
    free: () => limit('unlimited'),
    remove: () => undefined,
  };
}
