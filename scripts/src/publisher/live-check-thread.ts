// The thread that digests files: it gives way to everybody else.
import { setPriority } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../cli.ts';
import { compareTree, digestOf, DigestBook, pathsIn, type Comparison } from '../release-digests.ts';
import type { Done, Job } from '../tree-thread.ts';

export type Work =
  | {
      readonly do: 'note';
      readonly release: string;
      /** Null for one that was made from nothing. */
      readonly from: string | null;
      readonly changed: readonly string[];
      readonly removed: readonly string[];
    }
  | {
      readonly do: 'check';
      readonly release: string;
      /** Leaves most of the time to others. */
      readonly isQuiet: boolean;
    };

/** Of the time, one part is worked and four are left to others. */
const idleShare = 4;
/** So long it works at a stretch. Milliseconds. */
const stretchMs = 20;

const { dataDir, releases } = workerData as { readonly dataDir: string; readonly releases: string };
const book = new DigestBook(dataDir);

parentPort?.on('message', ({ job, work }: Job<Work>) => {
  perform(work).then(
    (answer) => parentPort?.postMessage({ job, answer } satisfies Done<Comparison | undefined>),
    (error: unknown) => parentPort?.postMessage({ job, error: messageOf(error) }),
  );
});

async function perform(work: Work): Promise<Comparison | undefined> {
  const folder = join(releases, work.release);
  if (work.do === 'check') {
    const digests = book.read(work.release);
    // On Linux that is this thread's alone; elsewhere it would be the publisher's.
    if (work.isQuiet && process.platform === 'linux') setPriority(19);
    const rest = work.isQuiet ? rester() : undefined;
    if (digests) return compareTree(folder, digests, rest);
    await note(folder, work.release, null, pathsIn(folder), [], rest);
    return undefined;
  }
  const { release, from, changed, removed } = work;
  await note(folder, release, from, from === null ? pathsIn(folder) : changed, removed);
  return undefined;
}

async function note(
  folder: string,
  release: string,
  from: string | null,
  changed: readonly string[],
  removed: readonly string[],
  rest?: () => Promise<void>,
): Promise<void> {
  const changes = new Map<string, string | null>(removed.map((path) => [path, null]));
  for (const path of changed) {
    changes.set(path, await digestOf(folder, path));
    await rest?.();
  }
  // A tree that was given up gets another name before it is written to: what was read then is not this release.
  if (existsSync(folder)) book.note(release, from, changes);
}

/** Leaves most of the time to others. */
function rester(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    const worked = performance.now() - since;
    if (worked < stretchMs) return;
    await sleep(worked * idleShare);
    since = performance.now();
  };
}
