import { cut, type Token } from './cut.ts';
import type { Run } from './terms.ts';

/** A piece of text; what was searched for is marked. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** From where to where, in the text as it is written. */
type Place = readonly [start: number, end: number];

/** Where the runs of a query stand in a text, in order, without overlaps. */
export function placesIn(text: string, runs: readonly Run[]): Place[] {
  const tokens = cut(text);
  const places = runs
    .flatMap((run) => tokens.map((_, at) => placeAt(tokens, at, run)))
    .filter((place) => place !== undefined)
    .sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [start, end] of places) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** Whether a text has a run, word for word. */
export function has(text: string, run: Run): boolean {
  const tokens = cut(text);
  return tokens.some((_, at) => placeAt(tokens, at, run));
}

function placeAt(tokens: readonly Token[], at: number, { tokens: wanted }: Run): Place | undefined {
  const isThere = wanted.every(({ key, kind }, step) => {
    const token = tokens[at + step];
    if (token?.kind !== kind || (step > 0 && token.gap === 'break')) return false;
    return kind === 'word' ? token.key.startsWith(key) : token.key === key;
  });
  const [first, last] = [tokens[at], tokens[at + wanted.length - 1]];
  return isThere && first && last ? [first.start, last.end] : undefined;
}

/** A text with what was searched for marked. */
export function markedIn(text: string, runs: readonly Run[]): Piece[] {
  return pieces(text, placesIn(text, runs), 0, text.length);
}

/**
 * The part of a text around what was searched for, about as long as three lines on a phone.
 * It begins and ends between words as the browser knows them, and never within a cluster.
 * @param length about how many characters.
 */
export function excerptOf(text: string, runs: readonly Run[], locale: string, length = 160): Piece[] {
  const places = placesIn(text, runs);
  const [first] = places;
  if (text.length <= length * 1.25) return pieces(text, places, 0, text.length);
  const from = Math.max(0, Math.min((first?.[0] ?? 0) - length / 4, text.length - length));
  const ends = edgesOf(text, locale);
  const start = from <= 0 ? 0 : (ends.find((edge) => edge >= from) ?? 0);
  const least = Math.max(start + length, first?.[1] ?? 0);
  const end = ends.findLast((edge) => edge <= least && edge >= (first?.[1] ?? 0)) ?? text.length;
  const cutStart = Math.min(start, first?.[0] ?? start);
  return [
    ...(cutStart > 0 ? [{ text: '… ', marked: false }] : []),
    ...pieces(text, places, cutStart, end),
    ...(end < text.length ? [{ text: ' …', marked: false }] : []),
  ];
}

/** Where words end, and at the least clusters. */
function edgesOf(text: string, locale: string): number[] {
  const tokens = cut(text).map(({ start }) => start);
  if (!Intl.Segmenter) return tokens;
  const words = new Intl.Segmenter(locale, { granularity: 'word' }).segment(text);
  const whole = new Set(tokens);
  // A browser's dictionary may cut a word within what looks like one letter.
  return [...words].flatMap(({ index, isWordLike }) => (isWordLike && whole.has(index) ? [index] : []));
}

function pieces(text: string, places: readonly Place[], from: number, to: number): Piece[] {
  const found: Piece[] = [];
  let at = from;
  for (const [start, end] of places) {
    if (end <= from || start >= to) continue;
    if (start > at) found.push({ text: text.slice(at, start), marked: false });
    found.push({ text: text.slice(start, end), marked: true });
    at = end;
  }
  const rest = text.slice(at, to).trimEnd();
  return rest ? [...found, { text: rest, marked: false }] : found;
}
