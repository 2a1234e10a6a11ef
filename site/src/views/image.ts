import type { DocumentOf, Locale } from '@samleng/shared';
import { toPicture, type Picture, type Role } from '../media/picture.ts';
export type { Picture } from '../media/picture.ts';
import { toWords, type Words } from './words.ts';

/** A picture with the words that belong to it. */
export interface ImageView {
  readonly picture: Picture;
  readonly alt: string;
  readonly lang?: Locale;
  readonly caption: Words | null;
  readonly credit: string | null;
}

/** A captioned picture for the page; null where the document has none. */
export function toImage(
  image: DocumentOf<'article'>['cover'],
  role: Role,
  language: Locale,
  page: Locale,
): ImageView | null {
  if (!image) return null;
  const { text: alt, lang } = toWords(image.alt, language, page);
  return {
    picture: toPicture(image.image, role),
    alt,
    ...(lang && { lang }),
    caption: image.caption === null ? null : toWords(image.caption, language, page),
    credit: image.credit,
  };
}
