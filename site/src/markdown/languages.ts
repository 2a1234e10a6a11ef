import type { Locale } from '@samleng/shared';
import { runsOf } from '../i18n/khmer.ts';
import { mapText } from './decorate.ts';

/** Marks words of the other script with their own language. @param html sanitised. */
export function withLanguages(html: string, language: Locale): string {
  return mapText(html, (text) =>
    runsOf(text, language)
      .map(({ text: words, lang }) => (lang ? `<span lang="${lang}">${words}</span>` : words))
      .join(''),
  );
}
