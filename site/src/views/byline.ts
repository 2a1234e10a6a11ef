import type { Entries, Entry } from '../content/entries.ts';
import { toLink, type Link } from './link.ts';
import { toWords, type Words } from './words.ts';

/** Somebody named on a page, with what they do and where. */
export interface PersonLine {
  readonly name: Link;
  readonly role: Words | null;
  readonly organisation: Link | null;
}

/** A person with role and organisation. The role of a union leader names the union already. */
export function toPersonLine(entries: Entries, entry: Entry<'person'> | Entry<'union-leader'>): PersonLine {
  const { document } = entry;
  const of = document.type === 'person' ? entries.byId('organisation', document.organisation) : undefined;
  return {
    name: toLink(entries, entry as Entry<'person'>),
    role: document.role === null ? null : toWords(document.role, document.locale, entries.locale),
    organisation: of && !document.role?.includes(shortName(of)) ? toLink(entries, of) : null,
  };
}

/** Who wrote a piece, in the editor's order. */
export function toByline(entries: Entries, authors: readonly string[]): PersonLine[] {
  return entries.resolve('person', authors).map((entry) => toPersonLine(entries, entry));
}

function shortName({ document }: Entry<'organisation'>): string {
  return document.abbreviation ?? document.name;
}
