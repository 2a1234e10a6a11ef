import type { Locale, Localised } from '@samleng/shared';

/** As styles/speech.css sets them around a `q`. */
const marks: Localised<readonly [string, string]> = { en: ['“', '”'], km: ['«', '»'] };

/** A text in the quotation marks of a language, for where there are no elements. */
export function inQuotes(locale: Locale, text: string): string {
  return marks[locale].join(text);
}
