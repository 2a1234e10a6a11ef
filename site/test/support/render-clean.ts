// Renders all pages anew, as often as it is told: the clean build without Vite's part, which is the
// same each time. It loads the bundle once and keeps nothing else from one message to the next: each
// names the documents, gets an index of its own, and every page is made without a plan.
// What the bundle itself might keep ends with the process, which is renewed for every run of steps.
// Messages in: CleanOrder; out: {said: 'ready'} once, then {said: 'rendered'} or {said: 'failed', message}.
import { readFileSync } from 'node:fs';
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
import { renderShare, type Share } from '../../src/prerender/render-share.ts';
import { Tree } from '../../src/prerender/tree.ts';
import { ensureBundle, openBundle } from '../../src/prerender/bundle.ts';

export interface CleanOrder {
  readonly documents: readonly Document[];
  readonly revision: number;
  readonly log: string;
  readonly revoked: readonly Revocation[];
  readonly out: string;
  /** Which of the pages are made; the first share brings all other files. */
  readonly share: Share;
}

process.on('disconnect', () => process.exit());
const version = codeVersion();
const { pages, assets, assetFiles } = await openBundle(await ensureBundle(version));

async function renderAll(order: CleanOrder): Promise<void> {
  const { documents, revoked, revision, log, out, share } = order;
  await show(documents, revoked);
  const tree = new Tree(out, true);
  await renderShare(pages, tree, share);
  if (share.share > 0) return;
  for (const file of assetFiles) tree.write(file, readFileSync(join(assets, file)));
  placePictures(pictures.values(), tree);
  const release = { revision, builtAt: new Date().toISOString(), version, log };
  tree.write('/release.json', Buffer.from(JSON.stringify(release) + '\n'));
}

let pictures = new Map<string, Picture>();

/** Gives the pages a content that they have never seen. */
async function show(documents: readonly Document[], revoked: readonly Revocation[]): Promise<void> {
  // Texts are kept by their digest, which never comes to mean another text.
  const keep = (digest: string, text: string) => storeBody(contentFolder(), digest, text);
  const stored = documents.map((document) => withoutBodies(document, keep)).sort(inFeedOrder);
  pictures = new Map();
  const { broken } = await makePictures(stored, pictures);
  if (broken.size > 0) throw new Error([...broken.values()].join('\n'));
  setBuildInput({ entries: new ContentIndex(stored, revoked).entries, pictures });
}

process.send?.({ said: 'ready' });
let last = Promise.resolve();
process.on('message', (order: CleanOrder) => {
  last = last
    .then(() => renderAll(order))
    .then(() => void process.send?.({ said: 'rendered' }))
    .catch((error: Error) => void process.send?.({ said: 'failed', message: error.stack }));
});
