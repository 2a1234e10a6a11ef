import { parseArgs } from 'node:util';
import type { Document } from '@samleng/shared';
import { holdBody, withoutBodies } from '../../src/content/bodies.ts';
import { ContentIndex } from '../../src/content/content-index.ts';
import { contentFolder, readStore } from '../../src/content/store.ts';
import { Tree } from '../../src/prerender/tree.ts';
import { SearchIndex } from '../../src/search/search-index.ts';
import { make } from './documents.ts';
import { corpus, queries } from './search-corpus.ts';

// Puts the search index of the content in DATA_DIR into a tree, as a build and a renderer do; with
// --corpus that of the sentences for testing, and prints the queries to try.
const { values } = parseArgs({
  options: { tree: { type: 'string' }, cache: { type: 'string' }, corpus: { type: 'boolean' } },
});
if (!values.tree || !values.cache) throw new Error('Name --tree and --cache.');
const documents = values.corpus ? corpusDocuments() : readStore(contentFolder())?.documents;
if (!documents) throw new Error(`${contentFolder()} holds no content. Build before.`);
const index = new SearchIndex({ folder: values.cache });
await index.update(new Tree(values.tree, false), new ContentIndex(documents).entries);
if (values.corpus) console.log(JSON.stringify(queries));

function corpusDocuments(): Document[] {
  return corpus.map(({ slug, title, sentence }) =>
    withoutBodies(make('article', slug, { title, slug, summary: 'ប្រយោគ', body: sentence }, 'km'), holdBody),
  );
}
