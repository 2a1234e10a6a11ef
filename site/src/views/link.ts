import { documentPath, type Locale, type PagedType } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { toTitle, type Words } from './words.ts';

/** A way to another page, named by its words. */
export interface Link extends Words {
  readonly href: string;
}

/** Where a document is read: in the page's language if it exists there, else in its own. */
export function hrefOf<T extends PagedType>(entry: Entry<T>): string {
  const { locale, type, slug } = entry.document as { locale: Locale; type: PagedType; slug: string };
  return documentPath(locale, type, slug);
}

/** A link to a document, by its title or name. */
export function toLink<T extends PagedType>(entries: Entries, entry: Entry<T>): Link {
  return { href: hrefOf(entry), ...toTitle(entry, entries.locale) };
}

/** Links to the documents behind references; what is not published is left out. */
export function toLinks<T extends PagedType>(entries: Entries, type: T, ids: readonly string[]): Link[] {
  return entries.resolve(type, ids).map((entry) => toLink(entries, entry));
}
