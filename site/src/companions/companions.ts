import { join } from 'node:path';
import { dataFolder } from '../environment.ts';
import { SearchIndex } from '../search/search-index.ts';
import { ShareImages } from '../share/share-images.ts';
import type { Companion } from './companion.ts';

/** All that comes a moment after the pages: first what readers of a new piece look for. */
export function makeCompanions(onProgress: (message: string) => void): Companion[] {
  const search = new SearchIndex({ folder: join(dataFolder(), 'search'), onProgress });
  const pictures = new ShareImages({ folder: join(dataFolder(), 'share'), onProgress });
  return [
    { name: 'the search index', isGradual: false, update: (...args) => search.update(...args) },
    { name: 'the share images', isGradual: true, update: (...args) => pictures.update(...args) },
  ];
}
