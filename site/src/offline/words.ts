import type { Locale } from '@samleng/shared';

/** The worker's own sentences in one language. They are put in when it is bundled, see bundle-scripts.ts. */
export interface WorkerWords {
  /** With `{date}`. */
  readonly copy: string;
  readonly again: string;
  readonly missing: string;
  /** The language as Intl knows it. */
  readonly intl: string;
}

declare const WORKER_WORDS: Readonly<Record<Locale, WorkerWords>>;

/** The words in the language of a path; of both where it has none. */
export function wordsOf(path: string): { readonly locale: Locale; readonly words: WorkerWords } {
  const locale = path.startsWith('/km/') ? 'km' : 'en';
  return { locale, words: WORKER_WORDS[locale] };
}
