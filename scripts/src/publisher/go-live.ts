import { join } from 'node:path';
import type { RenderedManifest } from '@samleng/shared';
import { clearHold } from './hold.ts';
import { keepApart } from './keep-apart.ts';
import type { LiveMemory } from './live-memory.ts';
import type { RendererProcess } from './renderer-process.ts';
import type { Release, ReleaseStore } from '../release-store.ts';
import type { TreeVerifier } from './tree-verifier.ts';

/** Who has to know of a switch. */
export interface Hall {
  readonly dataDir: string;
  readonly store: ReleaseStore;
  readonly memory: LiveMemory;
  readonly verifier: TreeVerifier;
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

/** Makes a tree a release and shows it to readers, between two of their requests. */
export async function goLive(
  hall: Hall,
  { tree, manifest, changed, removed, isWhole }: JudgedTree,
): Promise<Release> {
  const { store, memory, verifier, renderer, dataDir } = hall;
  keepApart(
    tree,
    changed,
    store.list().map(({ id }) => join(store.folder, id)),
  );
  const release = store.adopt(tree);
  if (!isWhole) store.released(release.id, [...changed, ...removed]);
  memory.note(release, manifest.log);
  store.switchTo(release.id);
  renderer?.settle(release.id);
  clearHold(dataDir);
  await verifier.accept();
  return release;
}
