import type { Locale } from '@samleng/shared';

/** A consonant or vowel with the signs that stand on it: what a reader takes for one letter. */
const cluster = /[\u1780-\u17b3\u25cc](?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd])*/u;

/** Takes out zero-width spaces and joiners that Intl or pasting leave inside Khmer text. */
export function withoutHidden(text: string): string {
  return text.replace(/[\u200b\u2060\ufeff]/gu, '');
}

/** The first letter of a name as its own script counts it: a Khmer cluster stays whole. */
export function initialOf(name: string): string {
  const start = withoutHidden(name).trim();
  const khmer = cluster.exec(start);
  if (khmer?.index === 0) return khmer[0];
  return [...start][0]?.toLocaleUpperCase('en') ?? '';
}

/** The language that a text's script gives away, for words whose language nobody wrote down. */
export function languageOf(text: string): Locale | undefined {
  if (/\p{Script=Khmer}/u.test(text)) return 'km';
  return /\p{Script=Latin}/u.test(text) ? 'en' : undefined;
}

/** Words of the other script in a text, several in a row as one, like a full name. */
const foreign: Readonly<Record<Locale, { readonly run: RegExp; readonly lang: Locale }>> = {
  en: { run: /\p{Script=Khmer}+(?:[ \u200b-\u200d]+\p{Script=Khmer}+)*/gu, lang: 'km' },
  // One letter alone is a sign more than a word.
  km: {
    run: /\p{Script=Latin}[\p{Script=Latin}\p{M}\p{Nd}]+(?:[ ’'-]+\p{Script=Latin}[\p{Script=Latin}\p{M}\p{Nd}]*)*/gu,
    lang: 'en',
  },
};

/** Part of a text, with its language where that is not the one of the text. */
export interface Run {
  readonly text: string;
  readonly lang?: Locale;
}

/** Cuts a text where its script changes, so that a voice that reads it can change too. */
export function runsOf(text: string, language: Locale): Run[] {
  const { run, lang } = foreign[language];
  const runs: Run[] = [];
  let end = 0;
  for (const { 0: words, index } of text.matchAll(run)) {
    if (index > end) runs.push({ text: text.slice(end, index) });
    runs.push({ text: words, lang });
    end = index + words.length;
  }
  if (end < text.length) runs.push({ text: text.slice(end) });
  return runs;
}

const words = new Intl.Segmenter('km', { granularity: 'word' });
const clusters = new Intl.Segmenter('km', { granularity: 'grapheme' });

/**
 * A text cut to a length at the end of a word, never inside a cluster, with an ellipsis.
 * @param limit of the result, in UTF-16 units.
 */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const endOf = (parts: Intl.Segments, counts: (part: Intl.SegmentData) => boolean): number => {
    let end = 0;
    for (const part of parts) {
      if (part.index + part.segment.length >= limit) break;
      if (counts(part)) end = part.index + part.segment.length;
    }
    return end;
  };
  // A word longer than all there is room for is cut between its clusters.
  const end = endOf(words.segment(text), (part) => part.isWordLike === true);
  return `${text.slice(0, end || endOf(clusters.segment(text), () => true))}…`;
}
