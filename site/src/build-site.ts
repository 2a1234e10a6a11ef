import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeVersion, contractVersion, rendererVersion } from './code-version.ts';
import { syncExamples } from './content/examples.ts';
import { pruneHtml } from './content/prune.ts';
import { contentFolder, readStore, type Content } from './content/store.ts';
import { syncContent } from './content/sync.ts';
import { defaultRetry } from './content/retry.ts';
import { cmsUrl, required, usesExamples } from './environment.ts';
import { makePictures } from './media/make-pictures.ts';
import { placePictures } from './media/place-pictures.ts';
import { setBuildInput } from './prerender/build-input.ts';
import { runAstro } from './run-astro.ts';

export interface BuildOptions {
  /** False builds from what the store holds. */
  readonly pull: boolean;
  /** Where the tree goes, and the preview's bundle if it is wanted; undefined stops before the pages. */
  readonly target: { readonly out: string; readonly previewOut: string | undefined } | undefined;
  readonly onProgress: (message: string) => void;
}

/** Pulls the content, makes the pictures, renders the pages. Nothing that is live is touched. */
export async function buildSite({ pull, target, onProgress }: BuildOptions): Promise<void> {
  if (target) {
    ensureEmpty(target.out);
    if (target.previewOut) ensureEmpty(target.previewOut);
  }
  const version = codeVersion();
  const content = await freshContent(pull, onProgress);
  const { pictures, encoded } = await makePictures(content, { ...defaultRetry, onRetry: onProgress });
  onProgress(`Encoded ${encoded} pictures; ${pictures.size - encoded} were there already.`);
  if (!target) return;

  const renderer = rendererVersion();
  pruneHtml(contentFolder(), renderer);
  setBuildInput({ content, pictures, htmlFolder: join(contentFolder(), 'html', renderer) });
  const started = performance.now();
  const pages = await runAstro({
    ...target,
    onProgress,
    complete: (tree) => {
      placePictures(pictures.values(), tree);
      const { revision, log } = content;
      const release = { revision, builtAt: new Date().toISOString(), version, log };
      writeFileSync(join(tree, 'release.json'), JSON.stringify(release) + '\n');
    },
  });
  onProgress(`Rendered ${pages} pages in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

async function freshContent(pull: boolean, onProgress: (message: string) => void): Promise<Content> {
  const folder = contentFolder();
  const contract = contractVersion();
  if (usesExamples()) {
    const content = await syncExamples(folder, contract);
    onProgress(`Took ${content.documents.length} documents from the examples.`);
    return content;
  }
  if (pull) {
    const retry = { ...defaultRetry, onRetry: onProgress };
    return syncContent({
      folder,
      contract,
      onProgress,
      feed: { cmsUrl: cmsUrl(), token: required('CMS_TOKEN'), retry },
    });
  }
  const content = readStore(folder, contract);
  if (!content) {
    throw new Error(
      `${folder} holds no content that this version of the code can read. Build without --no-pull.`,
    );
  }
  return content;
}

function ensureEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(
      `${folder} is not empty. Name a folder that is absent or empty, so that nothing is overwritten.`,
    );
  }
}
