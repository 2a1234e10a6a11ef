import { localeFacts, type Locale } from '@samleng/shared';
import { withoutHidden } from './khmer.ts';

/** A separator of a list, or the place of an item. */
export type ListPart = { readonly item: number } | { readonly text: string };

/** How a language lists `count` things: “0, 1 and 2”, with items as numbers so that they can be links. */
export function listParts(locale: Locale, count: number): readonly ListPart[] {
  const name = `${locale} ${count}`;
  const known = made.get(name);
  if (known) return known;
  const format = new Intl.ListFormat(localeFacts[locale].intl, { type: 'conjunction' });
  const parts = format
    .formatToParts(Array.from({ length: count }, (_, index) => String(index)))
    .map(({ type, value }) =>
      type === 'element' ? { item: Number(value) } : { text: withoutHidden(value) },
    );
  made.set(name, parts);
  return parts;
}

/** Formats are slow to make, and lists are short: one a language and length. */
const made = new Map<string, readonly ListPart[]>();

/** Words in a row as a language writes them: “A, B and C”. */
export function joinWords(locale: Locale, words: readonly string[]): string {
  return listParts(locale, words.length)
    .map((part) => ('item' in part ? (words[part.item] ?? '') : part.text))
    .join('');
}

/** Compares two titles in the order of a language's dictionary. */
export function collatorFor(locale: Locale): Intl.Collator {
  return new Intl.Collator(localeFacts[locale].intl, { numeric: true });
}
