import { titleOf } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import type { Words } from './words.ts';

/**
 * A name as another language writes it.
 * @param elsewhere the content as the other languages see it.
 * @returns null where no other language writes the name, or all write it the same way.
 */
export function toOtherName(
  entry: Entry<'union-leader'> | Entry<'person'>,
  elsewhere: readonly Entries[],
): Words | null {
  const { document } = entry;
  for (const entries of elsewhere) {
    const other = entries.byId(document.type, document.documentId);
    if (!other?.translated || titleOf(other.document) === document.name) continue;
    return { text: titleOf(other.document), lang: entries.locale };
  }
  return null;
}
