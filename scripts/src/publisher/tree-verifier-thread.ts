// The thread that remembers the live tree for the guard: its memory and its garbage are not the publisher's.
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../cli.ts';
import type { Done, Job } from '../tree-thread.ts';
import type { Verdict } from './verify.ts';
import { TreeState } from './verify-state.ts';

export type Work =
  | { readonly do: 'scan'; readonly folder: string }
  | {
      readonly do: 'check';
      readonly folder: string;
      readonly changed: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly do: 'accept' | 'reject' | 'forget' };

const { siteUrl } = workerData as { readonly siteUrl: string };
let state: TreeState | undefined;
/** The state was read from a tree that is only judged, not accepted. */
let isTentative = false;

parentPort?.on('message', ({ job, work }: Job<Work>) => {
  let done: Done<Verdict | undefined>;
  try {
    done = { job, answer: perform(work) };
  } catch (error) {
    // Half taken in: better to know nothing.
    state = undefined;
    done = { job, error: messageOf(error) };
  }
  parentPort?.postMessage(done);
});

function perform(work: Work): Verdict | undefined {
  switch (work.do) {
    case 'scan':
      return read(work.folder, false);
    case 'check':
      if (!state || isTentative) return read(work.folder, true);
      return state.check(work.folder, work.changed, work.removed);
    case 'accept':
      isTentative = false;
      state?.accept();
      return undefined;
    case 'reject':
      if (isTentative) state = undefined;
      state?.reject();
      return undefined;
    case 'forget':
      state = undefined;
      return undefined;
  }
}

function read(folder: string, tentative: boolean): Verdict {
  isTentative = tentative;
  // What is known so far goes before the new is read: both at once would be twice the memory.
  state = undefined;
  state = new TreeState(siteUrl);
  return state.scan(folder);
}
