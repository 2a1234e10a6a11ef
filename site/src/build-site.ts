import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Companion } from './companions/companion.ts';
import { codeVersion, contractVersion } from './code-version.ts';
import { ContentStore } from './content/content-store.ts';
import { syncExamples } from './content/examples.ts';
import { nameOfVersion } from './content/quarantine.ts';
import { defaultRetry } from './content/retry.ts';
import { contentFolder, readStore, type Content } from './content/store.ts';
import { cmsInternalUrl, required, usesExamples } from './environment.ts';
import { makePictures } from './media/make-pictures.ts';
import type { Picture } from './media/picture.ts';
import { isMissingBody, isPageOf, mostAside, reasonOf } from './prerender/blame.ts';
import { makeBundle, previewIn } from './prerender/bundle.ts';
import { PageError } from './prerender/page-plan.ts';
import { renderSite } from './prerender/render-site.ts';
import { move, temporaryFolder } from './work-folder.ts';

export interface BuildOptions {
  /** False builds from what the store holds. */
  readonly pull: boolean;
  /** Where the tree goes, and the preview's bundle if it is wanted; undefined stops before the pages. */
  readonly target: { readonly out: string; readonly previewOut: string | undefined } | undefined;
  /** Leaves out what may come later: the search index and the share images. */
  readonly pagesOnly?: boolean;
  /** Goes on without what shows a file that is gone from the CMS; such a build fails otherwise. */
  readonly withoutMissing?: boolean;
  readonly onProgress: (message: string) => void;
}

/** The content of one build, and how to go on without a version that cannot be shown. */
interface Input {
  readonly content: Content;
  readonly pictures: ReadonlyMap<string, Picture>;
  /** @returns undefined when no version is to blame. */
  readonly without?: (error: PageError) => Promise<Content | undefined>;
}

/** Pulls the content, makes the pictures, renders all pages. Nothing that is live is touched. */
export async function buildSite({
  pull,
  target,
  pagesOnly = false,
  withoutMissing = false,
  onProgress,
}: BuildOptions): Promise<void> {
  if (!target) {
    tellLeftOut((await freshInput(pull, onProgress)).content, onProgress);
    return;
  }
  ensureEmpty(target.out);
  if (target.previewOut) ensureEmpty(target.previewOut);
  const version = codeVersion();
  const work = mkdtempSync(join(temporaryFolder(), 'build-'));
  try {
    // First, and alone: it needs the most memory of all.
    const bundle = await freshBundle(join(work, 'bundle'), onProgress);
    let input = await freshInput(pull, onProgress);
    for (let aside = 0; ; aside += 1) {
      tellLeftOut(input.content, onProgress);
      if (!withoutMissing) refuseMissing(input.content);
      const folder = join(work, `tree-${aside}`);
      try {
        const companions = pagesOnly ? [] : await companionsOf(onProgress);
        await renderSite({ ...input, bundle, version, folder, companions, onProgress });
        move(folder, target.out);
        if (target.previewOut) move(previewIn(bundle), target.previewOut);
        return;
      } catch (error) {
        if (!(error instanceof PageError) || aside >= mostAside) throw error;
        const content = await input.without?.(error);
        if (!content) throw error;
        input = { ...input, content };
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Loaded when they are wanted: they bring a drawing library along, and memory is short while pages are rendered. */
async function companionsOf(onProgress: (message: string) => void): Promise<readonly Companion[]> {
  const { makeCompanions } = await import('./companions/companions.ts');
  return makeCompanions(onProgress);
}

/** A build is clean: its bundle is its own. */
async function freshBundle(folder: string, onProgress: (message: string) => void): Promise<string> {
  const started = performance.now();
  await makeBundle(folder);
  onProgress(`Bundled the code in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return folder;
}

async function freshInput(pull: boolean, onProgress: (message: string) => void): Promise<Input> {
  const folder = contentFolder();
  const contract = contractVersion();
  const retry = { ...defaultRetry, onRetry: onProgress };
  const pictures = new Map<string, Picture>();
  if (pull && !usesExamples()) {
    const store = new ContentStore({
      folder,
      contract,
      onProgress,
      feed: { cmsUrl: cmsInternalUrl(), token: required('CMS_TOKEN'), retry },
      inspect: async (documents) => (await makePictures(documents, pictures, retry)).broken,
    });
    store.look();
    // A clean build remembers no fault: each is looked at anew.
    const { before } = await store.pull(store.quarantined.length > 0);
    onProgress(`${pictures.size} pictures are ready.`);
    const without = async (error: PageError) => {
      const names = store.content.documents.filter((each) => isPageOf(error.path, each)).map(nameOfVersion);
      if (names.length === 0 || isMissingBody(error)) return undefined;
      await store.setAside(new Map(names.map((name) => [name, reasonOf(error)])), before);
      return store.content;
    };
    return { content: store.content, pictures, without };
  }
  const content = usesExamples() ? await syncExamples(folder, contract) : readStore(folder, contract);
  if (!content) {
    throw new Error(
      `${folder} holds no content that this version of the code can read. Build without --no-pull.`,
    );
  }
  onProgress(`Took ${content.documents.length} documents from ${usesExamples() ? 'the examples' : folder}.`);
  const { broken } = await makePictures(content.documents, pictures, retry);
  const [fault] = broken.values();
  if (fault) throw new Error(fault.reason);
  onProgress(`${pictures.size} pictures are ready.`);
  return { content, pictures };
}

/** Nobody reads the lines of a build that succeeds. */
function refuseMissing({ quarantined }: Content): void {
  const missing = quarantined.filter((each) => each.missing);
  if (missing.length === 0) return;
  throw new Error(
    `${missing.length} published versions show files that the CMS does not have, and their pages would be lost:\n` +
      `${missing.map(({ reason }) => reason).join('\n')}\n` +
      'Put the files back, for example from the backup; --without-missing builds without these pages.',
  );
}

function tellLeftOut({ quarantined }: Content, onProgress: (message: string) => void): void {
  for (const { type, documentId, locale, reason } of quarantined)
    onProgress(`Left out: ${type} ${documentId} (${locale}). ${reason}`);
}

function ensureEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(
      `${folder} is not empty. Name a folder that is absent or empty, so that nothing is overwritten.`,
    );
  }
}
