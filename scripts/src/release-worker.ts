// The thread that makes and removes trees beside the publisher, which never waits for a disk this way.
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { messageOf } from './cli.ts';
import { syncFolder } from './files.ts';
import { syncDisk, syncTree } from './release-sync.ts';
import { alignTree, mendTree, removeTree } from './tree-align.ts';
import type { Done, Job } from './tree-thread.ts';

/** Whether somebody waits for a tree now, may later, or never does. */
export type Wanted = 'now' | 'later' | 'never';

/** What the thread is asked to do. */
export type Work =
  /** Makes a tree equal to a model in the files named … */
  | { readonly do: 'mend'; readonly model: string; readonly tree: string; readonly paths: readonly string[] }
  /** … or wherever they differ. */
  | {
      readonly do: 'align';
      readonly model: string;
      readonly tree: string;
      readonly wanted: Wanted;
    }
  /** Somebody waits for a tree now that is being aligned. */
  | { readonly do: 'hurry'; readonly tree: string }
  | { readonly do: 'remove'; readonly tree: string };

/** Jobs that take their time, done in slices so that a quick one never waits behind them. */
interface Long {
  readonly job: number;
  readonly steps: Generator<void>;
  readonly tree: string;
  wanted: Wanted;
}

const long = new Set<Long>();
/** Milliseconds of work between two looks at what else is asked. */
const slice = 10;
/** How long it rests after a slice, so that those who publish get the disk. Milliseconds. */
const rests: Record<Wanted, number> = { now: 0, later: slice, never: 4 * slice };
const order: readonly Wanted[] = ['now', 'later', 'never'];
let running = false;

parentPort?.on('message', ({ job, work }: Job<Work>) => {
  if (work.do === 'mend') return void finish(job, () => mend(work.model, work.tree, work.paths));
  if (work.do === 'hurry') {
    for (const each of long) if (each.tree === work.tree) each.wanted = 'now';
    return void finish(job, () => Promise.resolve());
  }
  const { tree } = work;
  long.add(
    work.do === 'align'
      ? { job, tree, steps: align(work.model, tree), wanted: work.wanted }
      : { job, tree, steps: removeTree(tree), wanted: 'never' },
  );
  if (!running) go();
});

function* align(model: string, tree: string): Generator<void> {
  // It may have been a release a moment ago; a power cut must not bring it back half changed.
  syncFolder(dirname(tree));
  yield* alignTree(model, tree);
  // Ten thousands of new names: one call makes them all lasting, where the system has it. Nobody
  // waits for it; it writes out whatever else lies in memory for that disk.
  void syncDisk(tree);
}

async function mend(model: string, tree: string, paths: readonly string[]): Promise<void> {
  syncFolder(dirname(tree));
  mendTree(model, tree, paths);
  await syncTree(tree, paths, 'names');
}

function go(): void {
  const next = [...long].sort((a, b) => order.indexOf(a.wanted) - order.indexOf(b.wanted))[0];
  running = next !== undefined;
  if (!next) return;
  try {
    for (const until = performance.now() + slice; performance.now() < until;)
      if (next.steps.next().done) {
        long.delete(next);
        void finish(next.job, () => Promise.resolve());
        break;
      }
  } catch (error) {
    long.delete(next);
    void finish(next.job, () => Promise.reject(error as Error));
  }
  if (next.wanted === 'now') setImmediate(go);
  else setTimeout(go, rests[next.wanted]);
}

async function finish(job: number, work: () => Promise<unknown>): Promise<void> {
  let error: string | undefined;
  try {
    await work();
  } catch (thrown) {
    error = messageOf(thrown);
  }
  parentPort?.postMessage({ job, ...(error !== undefined && { error }) } satisfies Done<void>);
}
