import type { Log } from '../log.ts';
import type { Release } from '../release-store.ts';
import { goLive, type Hall } from './go-live.ts';
import { readHold } from './hold.ts';
import type { RendererProcess } from './renderer-process.ts';
import { tellProblems } from './verify.ts';

/** So long one step may take before what is done so far goes live. Seconds. */
const limit = 60;

/**
 * Brings one of the things that come after the pages, the search index and the share images, up to
 * them, as a release of their own. It gives way to a publish at once, and has no part in one.
 * @param live the release that readers get now.
 * @returns whether more may follow.
 */
export async function follow(
  hall: Hall & { readonly renderer: RendererProcess; readonly log: Log },
  live: Release,
  signal: AbortSignal,
): Promise<boolean> {
  const { store, verifier, renderer, log, dataDir } = hall;
  const tree = await store.spare();
  const giveBack = (paths: readonly string[]) => {
    renderer.discard();
    store.revert(tree, paths);
    return false;
  };
  let word;
  try {
    if (store.live()?.id !== live.id || signal.aborted) return giveBack([]);
    word = await renderer.follow({ tree, live: live.id, limit }, signal);
  } catch (error) {
    // What was written is not known.
    store.drop(tree);
    throw error;
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
    if (!isMoved)
      log(`What follows the pages was not put live: it is not whole:\n${tellProblems(verdict.problems)}`, {
        event: 'follow.refused',
      });
    return giveBack(paths);
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
  return true;
}

/** The folder that most of the files lie in. */
function describe(files: readonly string[]): string {
  return files[0]?.split('/')[1] ?? 'nothing';
}
