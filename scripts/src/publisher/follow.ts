import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Release, ReleaseStore } from '../release-store.ts';
import { goLive, type Hall } from './go-live.ts';
import { readHold } from './hold.ts';
import { FollowFailure, type RendererProcess } from './renderer-process.ts';
import { tellProblems } from './verify.ts';

/** How long we wait for a second spare, and between two looks. Milliseconds. */
const patience = 10_000;
const step = 50;

/** So long one step may take before what is done so far goes live. Seconds. */
const limit = 60;

/** What came of one step. */
export interface Followed {
  /** Whether more may follow. */
  readonly more: boolean;
  /** What was brought up to the pages. */
  readonly done?: string;
  /** What could not be, and why; the others can go on without it. */
  readonly failed?: { readonly name: string; readonly message: string };
}

const noMore: Followed = { more: false };

/**
 * Brings one of the things that come after the pages, the search index and the share images, up to
 * them, as a release of their own. It gives way to a publish at once, and has no part in one.
 * @param live the release that readers get now.
 * @param without names of what failed a moment ago.
 */
export async function follow(
  hall: Hall & { readonly renderer: RendererProcess; readonly log: Log },
  live: Release,
  signal: AbortSignal,
  without: readonly string[] = [],
): Promise<Followed> {
  const { store, verifier, renderer, log, dataDir } = hall;
  // One that is only starting could not hear that a publish goes first.
  await renderer.ready;
  await roomBeside(store, signal);
  if (signal.aborted) return noMore;
  const tree = await store.spare();
  const giveBack = (paths: readonly string[]) => {
    renderer.discard();
    store.revert(tree, paths);
    return noMore;
  };
  let word;
  try {
    if (store.live()?.id !== live.id || signal.aborted) return giveBack([]);
    word = await renderer.follow({ tree, live: live.id, limit, without }, signal);
  } catch (error) {
    // What was written is not known.
    store.drop(tree);
    if (signal.aborted || !(error instanceof FollowFailure)) throw error;
    renderer.discard();
    log(`${sentence(error.companion)} could not be made: ${error.message}`, { event: 'follow.failed' });
    return { more: true, failed: { name: error.companion, message: error.message } };
  }
  const paths = [...word.changed, ...word.removed];
  if (word.isDone || signal.aborted) return giveBack(paths);
  const [verdict] = await Promise.all([
    verifier.check(tree, word.changed, word.removed),
    store.syncTree(tree, word.changed),
  ]);
  // Somebody may have rolled back meanwhile.
  const isMoved = store.live()?.id !== live.id || readHold(dataDir) !== undefined;
  if (isMoved || verdict.problems.length > 0) {
    await verifier.reject();
    giveBack(paths);
    if (isMoved) return noMore;
    const name = word.companion ?? 'what follows the pages';
    const message = `It is not whole:\n${tellProblems(verdict.problems)}`;
    log(`${sentence(name)} was not put live. ${message}`, { event: 'follow.refused' });
    // What is wrong elsewhere in the tree, no part of what follows can mend.
    return { more: word.companion !== undefined, failed: { name, message } };
  }
  const release = await goLive(hall, { tree, ...word, isWhole: false });
  store.prepareSpare();
  log(`Followed: ${word.changed.length - 1} files of ${describe(word.changed)} (release ${release.id}).`, {
    event: 'release.followed',
    revision: word.manifest.revision,
    release: release.id,
    changed: word.changed.length,
    removed: word.removed.length,
    seconds: word.seconds,
  });
  return { more: true, ...(word.companion !== undefined && { done: word.companion }) };
}

function sentence(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * Waits a while until there are two spares: the next publish must not wait because we took the last.
 * Trees that were live a moment ago are still left alone.
 */
async function roomBeside(store: ReleaseStore, signal: AbortSignal): Promise<void> {
  for (let waited = 0; store.ready < 2 && waited < patience && !signal.aborted; waited += step)
    await sleep(step);
}

/** The folder that most of the files lie in. */
function describe(files: readonly string[]): string {
  return files[0]?.split('/')[1] ?? 'nothing';
}
