import type { DocumentOf, Locale } from '@samleng/shared';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import { foundWords, type Words } from './words.ts';

/** Where a statement comes from, as readers see it. */
export interface SourceView {
  readonly title: Words;
  readonly publisher: Words | null;
  readonly published: DateWords | null;
  readonly retrieved: DateWords | null;
  readonly url: string | null;
  readonly archiveUrl: string | null;
  readonly offline: boolean;
}

type Source = DocumentOf<'article'>['sources'][number];

/** One source. Its words are whatever the publisher's were: their script says in which language. */
export function toSource(source: Source, page: Locale): SourceView {
  return {
    title: foundWords(source.title, page),
    publisher: source.publisher === null ? null : foundWords(source.publisher, page),
    published: toDateWords(page, source.publishedOn),
    retrieved: toDateWords(page, source.retrievedOn),
    url: source.url,
    archiveUrl: source.archiveUrl,
    offline: source.offline,
  };
}
