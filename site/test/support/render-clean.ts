// Renders all pages anew, as often as it is told: the clean build without Vite's part, which is the
// same each time. Each message names the documents and gets an index of its own, so every page's view is
// made from nothing. The page itself is made from nothing too where the message says `anew`; otherwise
// pages stay in the tree that have the view with which this process has put them there.
// What the process keeps ends with it: it is renewed with every real build.
// Messages in: CleanOrder; out: {said: 'ready'} once, then {said: 'rendered'} or {said: 'failed', message}.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Document, Revocation } from '@samleng/shared';
import { codeVersion } from '../../src/code-version.ts';
import { storeBody, withoutBodies } from '../../src/content/bodies.ts';
import { ContentIndex } from '../../src/content/content-index.ts';
import { contentFolder, inFeedOrder } from '../../src/content/store.ts';
import { makePictures } from '../../src/media/make-pictures.ts';
import type { Picture } from '../../src/media/picture.ts';
import { placePictures } from '../../src/media/place-pictures.ts';
import { setBuildInput } from '../../src/prerender/build-input.ts';
import { PagePlan } from '../../src/prerender/page-plan.ts';
import { renderShare, type Share } from '../../src/prerender/render-share.ts';
import { Tree } from '../../src/prerender/tree.ts';
import { ensureBundle, openBundle } from '../../src/prerender/bundle.ts';

export interface CleanOrder {
  readonly documents: readonly Document[];
  readonly revision: number;
  readonly log: string;
  readonly revoked: readonly Revocation[];
  /** Where the tree is made: empty where it is made anew, else always the same. */
  readonly out: string;
  /** Every page is rendered, whether this process has shown the same view before or not. */
  readonly anew: boolean;
  /** Which of the pages are made; the first share brings all other files. */
  readonly share: Share;
}

process.on('disconnect', () => process.exit());
const version = codeVersion();
const { pages, assets, assetFiles } = await openBundle(await ensureBundle(version));

async function renderAll(order: CleanOrder): Promise<void> {
  const { documents, revoked, revision, log, out, anew, share } = order;
  const plan = anew ? undefined : new PagePlan(rendered);
  await show(documents, revoked, plan);
  const tree = new Tree(out, anew);
  if (plan) await renderNew(plan, tree);
  else await renderShare(pages, tree, share);
  if (share.share > 0) return;
  for (const file of assetFiles) tree.write(file, readFileSync(join(assets, file)));
  placePictures(pictures.values(), tree);
  const release = { revision, builtAt: new Date().toISOString(), version, log };
  tree.write('/release.json', Buffer.from(JSON.stringify(release) + '\n'));
}

/** The keys of the pages that lie in the tree of this process. */
const rendered = new Map<string, string>();

/** Renders what does not lie in the tree yet. @param plan a new one: it makes every view. */
async function renderNew(plan: PagePlan, tree: Tree): Promise<void> {
  plan.begin();
  const tasks = await pages.list();
  const changes = plan.end();
  for (const task of tasks) tree.write(task.file, await pages.render(task));
  for (const [path, key] of changes) {
    if (key !== null) rendered.set(path, key);
    else {
      rendered.delete(path);
      tree.remove(path.endsWith('/') ? `${path}index.html` : path);
    }
  }
  // All of them are placed again.
  rmSync(tree.pathOf('/media'), { recursive: true, force: true });
}

let pictures = new Map<string, Picture>();

/** Gives the pages a content that they have never seen. */
async function show(
  documents: readonly Document[],
  revoked: readonly Revocation[],
  plan: PagePlan | undefined,
): Promise<void> {
  // Texts are kept by their digest, which never comes to mean another text.
  const keep = (digest: string, text: string) => storeBody(contentFolder(), digest, text);
  const stored = documents.map((document) => withoutBodies(document, keep)).sort(inFeedOrder);
  pictures = new Map();
  const { broken } = await makePictures(stored, pictures);
  if (broken.size > 0) throw new Error([...broken.values()].join('\n'));
  const { entries } = new ContentIndex(stored, revoked);
  setBuildInput({ entries, pictures, ...(plan && { plan }) });
}

process.send?.({ said: 'ready' });
let last = Promise.resolve();
process.on('message', (order: CleanOrder) => {
  last = last
    .then(() => renderAll(order))
    .then(() => void process.send?.({ said: 'rendered' }))
    .catch((error: Error) => void process.send?.({ said: 'failed', message: error.stack }));
});
