import { localeOfPath, type Document, type Locale } from '@samleng/shared';
import { addressesWithin, bodyAddresses, bodyDigest } from '../content/bodies.ts';
import type { Entries, Entry } from '../content/entries.ts';
import { toPicture, type Picture } from '../media/picture.ts';

/**
 * Where addresses within this site lead, by the address as it is written: to its page, or to null
 * where there is none. What is not in it leads nowhere either.
 */
export type Redirections = Readonly<Record<string, string | null>>;

/** A text to be rendered: small, JSON-safe, and all that its HTML depends on. */
export interface Body {
  /** SHA-256 of the Markdown. */
  readonly digest: string;
  /** The language the text is written in. */
  readonly locale: Locale;
  /** Pictures by the address written in the Markdown. */
  readonly pictures: Readonly<Record<string, Picture>>;
  readonly redirections: Redirections;
}

/**
 * A Markdown field of a document, ready for a page's props.
 * @returns undefined when the field is empty.
 */
export function toBody(entries: Entries, entry: Entry, field: string): Body | undefined {
  const document: Document = entry.document;
  const digest = bodyDigest(document, field);
  if (digest === undefined) return undefined;
  const pictures = document.inlineMedia.map((media) => [media.url, toPicture(media, 'inline')] as const);
  const { locale } = document;
  const redirections = redirect(entries, locale, bodyAddresses(document, field));
  return { digest, locale, pictures: Object.fromEntries(pictures), redirections };
}

/** Where the links of a short Markdown text lead that stands in the props itself. */
export function toRedirections(entries: Entries, locale: Locale, markdown: string): Redirections {
  return redirect(entries, locale, addressesWithin(markdown));
}

/**
 * Editors write addresses by hand, and pages are withdrawn. A link must never lead to a 404, nor may
 * one keep a whole release from going live: it is led to its page where we know it, else it becomes text.
 */
function redirect(entries: Entries, locale: Locale, addresses: readonly string[]): Redirections {
  const targets = addresses.map((address) => {
    const [path = ''] = address.split(/[?#]/, 1);
    const rest = address.slice(path.length);
    const whole = localeOfPath(path) ? path : `/${locale}${path}`;
    const found = [path, `${path}/`, whole, `${whole}/`].find((each) => entries.hasPage(each));
    const target = found === undefined ? null : found + rest;
    return [address, target] as const;
  });
  return Object.fromEntries(targets);
}
