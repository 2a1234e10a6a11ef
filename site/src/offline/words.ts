import type { Locale } from '@samleng/shared';

/** What the scripts say in one language. It is put in when they are bundled, see ../page-script/bundle-scripts.ts. */
export interface OfflineWords {
  /** With `{date}`. */
  readonly copy: string;
  readonly again: string;
  readonly missing: string;
  /** With `{day}`, `{month}`, `{year}` and `{time}`. */
  readonly when: string;
  /** Few phones' browsers know the Khmer names by themselves. */
  readonly months: readonly string[];
}

declare const OFFLINE_WORDS: Readonly<Record<Locale, OfflineWords>>;

/** The words in the language of a path; in English where it has none. */
export function wordsOf(path: string): { readonly locale: Locale; readonly words: OfflineWords } {
  const locale = path.startsWith('/km/') ? 'km' : 'en';
  return { locale, words: OFFLINE_WORDS[locale] };
}

/** A day and a time on the reader's own clock. @param iso ISO 8601. */
export function whenIn({ when, months }: OfflineWords, iso: string): string {
  const at = new Date(iso);
  const two = (number: number) => String(number).padStart(2, '0');
  return when
    .replace('{day}', String(at.getDate()))
    .replace('{month}', months[at.getMonth()] ?? '')
    .replace('{year}', String(at.getFullYear()))
    .replace('{time}', `${two(at.getHours())}:${two(at.getMinutes())}`);
}
