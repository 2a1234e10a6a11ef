import type { PagedType } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { hrefOf } from './link.ts';
import { foundWords, type Words } from './words.ts';

/** A name as somebody wrote it down, with the way to the page about it where we have one. */
export interface Named extends Words {
  readonly href: string | null;
}

/** An outlet or publisher, found by its name or its abbreviation. */
export function toNamedOrganisation(entries: Entries, name: string): Named {
  const [found] = ['name', 'abbreviation'].flatMap((field) => entries.referring('organisation', field, name));
  return toNamed(entries, name, found);
}

/** Somebody named in words, found by the name. */
export function toNamedPerson(entries: Entries, name: string): Named {
  const [found] = entries.referring('person', 'name', name);
  return toNamed(entries, name, found);
}

function toNamed<T extends PagedType>(entries: Entries, name: string, entry: Entry<T> | undefined): Named {
  return { ...foundWords(name, entries.locale), href: entry ? hrefOf(entry) : null };
}
