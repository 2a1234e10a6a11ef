import { titleOf, type Locale } from '@samleng/shared';
import type { Entry } from '../content/entries.ts';
import { languageOf } from '../i18n/khmer.ts';

/** Words of the content, with their language where it is not the page's. */
export interface Words {
  readonly text: string;
  /** For the `lang` attribute; absent when the words are in the page's language. */
  readonly lang?: Locale;
}

/** Words whose language is known. */
export function toWords(text: string, language: Locale, page: Locale): Words {
  return language === page ? { text } : { text, lang: language };
}

/** Words that editors copy as they stand (titles of sources, names of outlets): their script tells. */
export function foundWords(text: string, page: Locale): Words {
  return toWords(text, languageOf(text) ?? page, page);
}

/** What a document is called, as a page in `page` has to mark it. */
export function toTitle({ document }: Entry, page: Locale): Words {
  return toWords(titleOf(document), document.locale, page);
}

const quoted = /^\s*[“"„«‹‘'](.+)[”"“»›’']\s*$/su;

/** A line without the quotation marks around it: pages set their own. */
export function withoutQuotes(text: string): string {
  const [, inner] = quoted.exec(text) ?? [];
  return inner !== undefined && !/[“”"«»]/u.test(inner) ? inner.trim() : text.trim();
}
