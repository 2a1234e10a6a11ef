import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Companion } from '../companions/companion.ts';
import { ContentIndex } from '../content/content-index.ts';
import type { Content } from '../content/store.ts';
import type { Picture } from '../media/picture.ts';
import { placePictures } from '../media/place-pictures.ts';
import { usedPictures } from '../media/used-pictures.ts';
import { setBuildInput } from './build-input.ts';
import { openBundle } from './bundle.ts';
import { Helper, worthHelp } from './helper.ts';
import { renderShare } from './render-share.ts';
import { Tree } from './tree.ts';

export interface SiteToRender {
  /** As the store on disk holds it. */
  readonly content: Content;
  /** By `pictureKey`; more than the content shows does no harm. */
  readonly pictures: ReadonlyMap<string, Picture>;
  /** Where the code's bundle lies. */
  readonly bundle: string;
  readonly version: string;
  /** Where the tree goes; absent so far. */
  readonly folder: string;
  /** What belongs to the pages and may come later; made in the same go here. */
  readonly companions: readonly Companion[];
  readonly onProgress: (message: string) => void;
}

/** Renders all pages of a site into a new tree, a large one with a second process. @throws PageError */
export async function renderSite(site: SiteToRender): Promise<void> {
  const { content, pictures, bundle, version, folder, companions, onProgress } = site;
  const { documents, revoked, revision, log, mark } = content;
  const helper = documents.length >= worthHelp ? new Helper({ revision, log }) : undefined;
  const { entries } = new ContentIndex(documents, revoked);
  setBuildInput({ entries, pictures });
  const started = performance.now();
  try {
    const tree = new Tree(folder, true);
    const told = progress((count) => onProgress(`Rendered ${count} pages so far.`));
    const { pages, assets, assetFiles } = await openBundle(bundle);
    for (const file of assetFiles) copyFileSync(join(assets, file), tree.pathOf(file));
    const share = { share: 0, of: helper ? 2 : 1 };
    const [own, others = 0] = await Promise.all([
      renderShare(pages, tree, share, (count) => told(0, count)),
      helper?.render({ bundle, tree: tree.folder, ...share, share: 1 }, (count) => told(1, count)),
    ]);
    placePictures(
      usedPictures(documents).flatMap(({ key }) => pictures.get(key) ?? []),
      tree,
    );
    const release = { revision, builtAt: new Date().toISOString(), version, log, mark };
    tree.write('/release.json', Buffer.from(JSON.stringify(release) + '\n'));
    const seconds = (performance.now() - started) / 1000;
    onProgress(`Rendered ${own + others} pages in ${seconds.toFixed(1)} s.`);
    helper?.stop();
    for (const companion of companions) {
      const begun = performance.now();
      const { changed } = await companion.update(tree, entries);
      const took = ((performance.now() - begun) / 1000).toFixed(1);
      onProgress(`Made ${companion.name}: ${changed.length} files in ${took} s.`);
    }
  } finally {
    helper?.stop();
  }
}

/** Adds up what several processes have rendered; tells every thousand. */
function progress(tell: (rendered: number) => void): (who: number, rendered: number) => void {
  const counts = new Map<number, number>();
  let told = 0;
  return (who, rendered) => {
    counts.set(who, rendered);
    const sum = [...counts.values()].reduce((a, b) => a + b, 0);
    if (sum - told < 1000) return;
    told = sum;
    tell(sum);
  };
}
