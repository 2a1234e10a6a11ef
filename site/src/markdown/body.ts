import type { Document, Locale } from '@samleng/shared';
import { bodyDigest } from '../content/bodies.ts';
import type { Entry } from '../content/entries.ts';
import { toPicture, type Picture } from '../media/picture.ts';

/** A text to be rendered: small, JSON-safe, and all that its HTML depends on. */
export interface Body {
  /** SHA-256 of the Markdown. */
  readonly digest: string;
  /** The language the text is written in. */
  readonly locale: Locale;
  /** Pictures by the address written in the Markdown. */
  readonly pictures: Readonly<Record<string, Picture>>;
}

/**
 * A Markdown field of a document, ready for a page's props.
 * @returns undefined when the field is empty.
 */
export function toBody(entry: Entry, field: string): Body | undefined {
  const document: Document = entry.document;
  const digest = bodyDigest(document, field);
  if (digest === undefined) return undefined;
  const pictures = document.inlineMedia.map((media) => [media.url, toPicture(media, 'inline')] as const);
  return { digest, locale: document.locale, pictures: Object.fromEntries(pictures) };
}
