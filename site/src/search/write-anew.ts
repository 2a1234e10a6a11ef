import type { Locale } from '@samleng/shared';
import type { Tree } from '../prerender/tree.ts';
import { toSearchDocument } from './documents.ts';
import { partsOfTerms, textFiles, toCardLine, type Layout } from './files.ts';
import type { Wanted } from './locale-index.ts';
import { cardName, shardName } from './names.ts';
import { nameOf, shardOf, writePostings } from './postings.ts';
import type { Patience } from './work.ts';

/**
 * Writes the terms, cards and texts of an index from nothing.
 * @param tree empty; its top is the index's folder.
 * @param documents in the order of their numbers.
 */
export async function writeAnew(
  tree: Tree,
  locale: Locale,
  documents: readonly Wanted[],
  layout: Layout,
  patience: Patience,
): Promise<void> {
  /** By term: a document's number and its parts in one. */
  const terms = new Map<number, number[]>();
  const cards = new Map<string, string>();
  for (const { number, entry, sources } of documents) {
    const numbered = { number, document: toSearchDocument(locale, entry, sources) };
    for (const [term, parts] of partsOfTerms(numbered.document, layout)) {
      const postings = terms.get(term);
      if (postings) postings.push(number * 64 + parts);
      else terms.set(term, [number * 64 + parts]);
    }
    for (const [name, text] of textFiles(numbered, layout)) tree.write(`/${name}`, Buffer.from(text));
    const name = cardName(number, layout.cards);
    cards.set(name, `${cards.get(name) ?? ''}${toCardLine(numbered, locale, layout)}\n`);
    await patience.pause();
  }
  for (const [name, text] of cards) tree.write(`/${name}`, Buffer.from(text));
  const shards = new Map<number, number[]>();
  for (const term of terms.keys()) {
    const shard = shardOf(term, layout.shards);
    const own = shards.get(shard);
    if (own) own.push(term);
    else shards.set(shard, [term]);
  }
  // All of them, so that nobody asks for a file that is not there.
  for (let shard = 0; shard < layout.shards; shard += 1) {
    const own = shards.get(shard) ?? [];
    const lines = own.map((term) => {
      const postings = (terms.get(term) ?? []).map((each) => [each >>> 6, each & 63] as const);
      return nameOf(term) + writePostings(postings);
    });
    tree.write(`/${shardName(shard)}`, Buffer.from(`${lines.sort().join('\n')}\n`));
    await patience.pause();
  }
}
