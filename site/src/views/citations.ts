import type { DocumentOf } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { toSource, type SourceView } from './source.ts';
import { foundWords, type Words } from './words.ts';

/** Points from a statement to its place in the list of sources below. */
export interface Citation {
  /** Counts from 1. */
  readonly number: number;
  readonly publisher: Words | null;
}

type Source = DocumentOf<'article'>['sources'][number];

/** The numbered sources of one page. */
export interface Citations {
  cite(source: Source): Citation;
  /** All sources so far, each once, in the order of their numbers. */
  list(): SourceView[];
}

/** Starts the list with a document's own sources; whatever else is cited joins it. */
export function citationsOf(sources: readonly Source[], entries: Entries): Citations {
  // The document's own keep their numbers, for its text counts on them, even if one stands there twice.
  const cited: Source[] = [...sources];
  const keys = cited.map((source) => JSON.stringify(source));
  const add = (source: Source): number => {
    const key = JSON.stringify(source);
    if (!keys.includes(key)) {
      keys.push(key);
      cited.push(source);
    }
    return keys.indexOf(key) + 1;
  };
  return {
    cite: (source) => ({
      number: add(source),
      publisher: source.publisher === null ? null : foundWords(source.publisher, entries.locale),
    }),
    list: () => cited.map((source) => toSource(source, entries)),
  };
}
