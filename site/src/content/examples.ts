import { loadExamples } from '@samleng/shared/examples';
import { storeBody, withoutBodies } from './bodies.ts';
import { withLock } from './lock.ts';
import { readStore, writeStore, type Content } from './store.ts';

/**
 * Fills the store from the curated examples in `shared/`, as if a feed had sent them.
 * For work without a CMS; the examples' store is never the real one, see `contentFolder`.
 */
export async function syncExamples(folder: string, contract: string): Promise<Content> {
  return withLock(folder, async () => {
    const documents = loadExamples()
      // A site has one document of settings: the demo's.
      .flatMap(({ type, demo, documents }) => (type !== 'site-settings' || demo ? documents : []))
      .map((document) => withoutBodies(document, (digest, text) => storeBody(folder, digest, text)));
    writeStore(folder, { revision: 1, log: 'examples', documents, quarantined: [], revoked: [] }, contract);
    return readStore(folder) as Content;
  });
}
