import { contentTypes, type Document, locales } from '@samleng/shared';
import { makeDocument } from './corpus-documents.ts';
import { planCorpus } from './corpus-plan.ts';

export interface CorpusOptions {
  /** How many documents, each in every language. */
  readonly documents: number;
  /** The same seed makes the same corpus, byte for byte. */
  readonly seed: number;
}

/** The seed of the corpora that the benchmark reports on. */
export const benchSeed = 20_261;

/** The documents of a corpus one by one, in the feed's order: by type, documentId, language. */
export function* corpusDocuments({ documents, seed }: CorpusOptions): Generator<Document> {
  const plan = planCorpus(documents);
  for (const type of contentTypes) {
    for (let number = 0; number < plan[type]; number += 1) {
      for (const locale of locales) yield makeDocument(type, { plan, seed, number, locale });
    }
  }
}

/**
 * A newsroom's content that nobody wrote: articles, interviews and the rest in every language, about
 * 6 KB each, over twelve years. No pictures: Hugo would not make them, and the site keeps its own.
 */
export function makeCorpus(options: CorpusOptions): Document[] {
  return [...corpusDocuments(options)];
}
