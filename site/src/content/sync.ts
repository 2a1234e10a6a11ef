import { ContentStore, type ContentStoreOptions } from './content-store.ts';
import type { Content } from './store.ts';

/** Brings the store to what the CMS has published, for those who need it once. See `ContentStore.pull`. */
export async function syncContent(options: ContentStoreOptions): Promise<Content> {
  const store = new ContentStore(options);
  await store.pull();
  return store.content;
}
