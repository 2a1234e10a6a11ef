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
