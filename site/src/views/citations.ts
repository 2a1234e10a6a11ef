import type { DocumentOf, Locale } from '@samleng/shared';
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
export function citationsOf(sources: readonly Source[], page: Locale): Citations {
  const keys: string[] = [];
  const cited: Source[] = [];
  const add = (source: Source): number => {
    const key = JSON.stringify(source);
    if (!keys.includes(key)) {
      keys.push(key);
      cited.push(source);
    }
    return keys.indexOf(key) + 1;
  };
  sources.forEach(add);
  return {
    cite: (source) => ({
      number: add(source),
      publisher: source.publisher === null ? null : foundWords(source.publisher, page),
    }),
    list: () => cited.map((source) => toSource(source, page)),
  };
}
