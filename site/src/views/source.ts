import type { DocumentOf } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import { toNamedOrganisation, type Named } from './named.ts';
import { foundWords, type Words } from './words.ts';

/** Where a statement comes from, as readers see it. */
export interface SourceView {
  readonly title: Words;
  /** With the way to our page about the publisher, where we have one. */
  readonly publisher: Named | null;
  readonly published: DateWords | null;
  readonly retrieved: DateWords | null;
  readonly url: string | null;
  readonly archiveUrl: string | null;
  readonly offline: boolean;
}

type Source = DocumentOf<'article'>['sources'][number];

/** One source. Its words are whatever the publisher's were: their script says in which language. */
export function toSource(source: Source, entries: Entries): SourceView {
  const page = entries.locale;
  return {
    title: foundWords(source.title, page),
    publisher: source.publisher === null ? null : toNamedOrganisation(entries, source.publisher),
    published: toDateWords(page, source.publishedOn),
    retrieved: toDateWords(page, source.retrievedOn),
    url: source.url,
    archiveUrl: source.archiveUrl,
    offline: source.offline,
  };
}
