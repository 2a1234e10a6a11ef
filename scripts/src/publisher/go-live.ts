import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { RenderedManifest } from '@samleng/shared';
import { Failure } from '../cli.ts';
import { clearHold } from './hold.ts';
import { keepApart } from './keep-apart.ts';
import type { LiveCheck } from './live-check.ts';
import type { LiveMemory } from './live-memory.ts';
import type { RendererProcess } from './renderer-process.ts';
import type { Release, ReleaseStore } from '../release-store.ts';
import type { TreeVerifier } from './tree-verifier.ts';
import { forgetWithdrawnMedia, noteWithdrawnMedia } from './withdrawn-media.ts';

/** Who has to know of a switch. */
export interface Hall {
  readonly dataDir: string;
  readonly store: ReleaseStore;
  readonly memory: LiveMemory;
  readonly verifier: TreeVerifier;
  readonly check: LiveCheck;
  readonly renderer: RendererProcess | undefined;
}

/** A tree that is whole, judged, and lasting on the disk. */
export interface JudgedTree {
  readonly tree: string;
  readonly manifest: RenderedManifest;
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** It was filled from nothing: in what it differs from the live one nobody knows. */
  readonly isWhole: boolean;
}

/**
 * Sees to it that nothing is in the way of the link to the live release: better known before a tree is
 * made than when it is to be shown.
 * @throws Failure when something is.
 */
export function checkLink({ current }: ReleaseStore): void {
  const stats = lstatSync(current, { throwIfNoEntry: false });
  if (!stats || stats.isSymbolicLink()) return;
  throw new Failure(
    `${current} is not a link. Move it away; the publisher puts its link to the live release there.`,
  );
}

/** Makes a tree a release and shows it to readers, between two of their requests. */
export async function goLive(
  hall: Hall,
  { tree, manifest, changed, removed, isWhole }: JudgedTree,
): Promise<Release> {
  const { store, memory, verifier, check, renderer, dataDir } = hall;
  const from = isWhole ? null : (store.live()?.id ?? null);
  keepApart(
    tree,
    changed,
    store.list().map(({ id }) => join(store.folder, id)),
  );
  await noteWithdrawnMedia(dataDir, store, { tree, removed, isWhole });
  const release = store.adopt(tree);
  try {
    if (!isWhole) store.released(release.id, [...changed, ...removed]);
    memory.note(release, manifest.log);
    store.switchTo(release.id);
  } catch (error) {
    // Readers never saw it; kept, each try would leave a whole tree behind.
    if (store.live()?.id !== release.id) store.remove(release.id);
    throw error;
  }
  forgetWithdrawnMedia(dataDir, store);
  renderer?.settle(release.id);
  check.note(release, from, changed, removed);
  clearHold(dataDir);
  await verifier.accept();
  return release;
}
