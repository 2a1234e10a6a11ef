import { parseArgs } from 'node:util';
import { ContentIndex } from '../../src/content/content-index.ts';
import { contentFolder, readStore } from '../../src/content/store.ts';
import { Tree } from '../../src/prerender/tree.ts';
import { SearchIndex } from '../../src/search/search-index.ts';

// Puts the search index of the content in DATA_DIR into a tree, as a build and a renderer do.
const { values } = parseArgs({ options: { tree: { type: 'string' }, cache: { type: 'string' } } });
const content = readStore(contentFolder());
if (!content || !values.tree || !values.cache) throw new Error('Name --tree and --cache; pull content before.');
const started = performance.now();
const index = new SearchIndex({ folder: values.cache });
const { changed } = await index.update(new Tree(values.tree, false), new ContentIndex(content.documents).entries);
const rss = Math.round(process.memoryUsage.rss() / 1024 / 1024);
console.log(`${changed.length} files in ${((performance.now() - started) / 1000).toFixed(1)} s, ${rss} MB`);
