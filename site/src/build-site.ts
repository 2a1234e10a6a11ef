import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeVersion, contractVersion } from './code-version.ts';
import { ContentIndex } from './content/content-index.ts';
import { syncExamples } from './content/examples.ts';
import { defaultRetry } from './content/retry.ts';
import { contentFolder, readStore, type Content } from './content/store.ts';
import { syncContent } from './content/sync.ts';
import { cmsUrl, required, usesExamples } from './environment.ts';
import { makePictures } from './media/make-pictures.ts';
import type { Picture } from './media/picture.ts';
import { placePictures } from './media/place-pictures.ts';
import { setBuildInput } from './prerender/build-input.ts';
import { makeBundle, openBundle, previewIn } from './prerender/bundle.ts';
import { Helper, worthHelp } from './prerender/helper.ts';
import { renderShare } from './prerender/render-share.ts';
import { Tree } from './prerender/tree.ts';
import { move, temporaryFolder } from './work-folder.ts';

export interface BuildOptions {
  /** False builds from what the store holds. */
  readonly pull: boolean;
  /** Where the tree goes, and the preview's bundle if it is wanted; undefined stops before the pages. */
  readonly target: { readonly out: string; readonly previewOut: string | undefined } | undefined;
  readonly onProgress: (message: string) => void;
}

/** Pulls the content, makes the pictures, renders all pages. Nothing that is live is touched. */
export async function buildSite({ pull, target, onProgress }: BuildOptions): Promise<void> {
  if (target) {
    ensureEmpty(target.out);
    if (target.previewOut) ensureEmpty(target.previewOut);
  }
  const version = codeVersion();
  // First, and alone: it needs the most memory of all.
  const bundle = target && (await freshBundle(onProgress));
  const pictures = new Map<string, Picture>();
  const content = await freshContent(pull, pictures, onProgress);
  for (const { type, documentId, locale, reason } of content.quarantined)
    onProgress(`Left out: ${type} ${documentId} (${locale}). ${reason}`);
  if (!target || !bundle) return;

  const { revision, log } = content;
  const work = mkdtempSync(join(temporaryFolder(), 'tree-'));
  const helper = content.documents.length >= worthHelp ? new Helper({ revision, log }) : undefined;
  setBuildInput({ entries: new ContentIndex(content.documents).entries, pictures });
  const started = performance.now();
  try {
    const tree = new Tree(join(work, 'tree'), true);
    const told = progress((count) => onProgress(`Rendered ${count} pages so far.`));
    const { pages, assets, assetFiles } = await openBundle(bundle);
    for (const file of assetFiles) copyFileSync(join(assets, file), tree.pathOf(file));
    const share = { share: 0, of: helper ? 2 : 1 };
    const [own, others = 0] = await Promise.all([
      renderShare(pages, tree, share, (count) => told(0, count)),
      helper?.render({ bundle, tree: tree.folder, ...share, share: 1 }, (count) => told(1, count)),
    ]);
    placePictures(pictures.values(), tree);
    const release = { revision, builtAt: new Date().toISOString(), version, log };
    tree.write('/release.json', Buffer.from(JSON.stringify(release) + '\n'));
    move(tree.folder, target.out);
    if (target.previewOut) move(previewIn(bundle), target.previewOut);
    const seconds = (performance.now() - started) / 1000;
    onProgress(`Rendered ${own + others} pages in ${seconds.toFixed(1)} s.`);
  } finally {
    helper?.stop();
    for (const folder of [work, dirname(bundle)]) rmSync(folder, { recursive: true, force: true });
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

/** A build is clean: its bundle is its own. */
async function freshBundle(onProgress: (message: string) => void): Promise<string> {
  const started = performance.now();
  const folder = join(mkdtempSync(join(temporaryFolder(), 'bundle-')), 'bundle');
  await makeBundle(folder);
  onProgress(`Bundled the code in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return folder;
}

async function freshContent(
  pull: boolean,
  pictures: Map<string, Picture>,
  onProgress: (message: string) => void,
): Promise<Content> {
  const folder = contentFolder();
  const contract = contractVersion();
  const retry = { ...defaultRetry, onRetry: onProgress };
  if (pull && !usesExamples()) {
    const content = await syncContent({
      folder,
      contract,
      onProgress,
      feed: { cmsUrl: cmsUrl(), token: required('CMS_TOKEN'), retry },
      inspect: async (documents) => (await makePictures(documents, pictures, retry)).broken,
    });
    await takePictures(content, pictures, onProgress);
    return content;
  }
  const content = usesExamples() ? await syncExamples(folder, contract) : readStore(folder, contract);
  if (!content) {
    throw new Error(
      `${folder} holds no content that this version of the code can read. Build without --no-pull.`,
    );
  }
  onProgress(`Took ${content.documents.length} documents from ${usesExamples() ? 'the examples' : folder}.`);
  await takePictures(content, pictures, onProgress);
  return content;
}

/** Pictures of content that was inspected before are all there, unless somebody cleared the cache. */
async function takePictures(
  { documents }: Content,
  pictures: Map<string, Picture>,
  onProgress: (message: string) => void,
): Promise<void> {
  const { broken } = await makePictures(documents, pictures, { ...defaultRetry, onRetry: onProgress });
  const [reason] = broken.values();
  if (reason) throw new Error(reason);
  onProgress(`${pictures.size} pictures are ready.`);
}

function ensureEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(
      `${folder} is not empty. Name a folder that is absent or empty, so that nothing is overwritten.`,
    );
  }
}
