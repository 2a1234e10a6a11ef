import { cut, type Token } from './cut.ts';

/**
 * What the index is asked for. Khmer is not spaced, and no two dictionaries cut it alike: a phrase is
 * found by its clusters and by every pair of neighbours. A word of another script is found by each of
 * its beginnings, a number only as a whole.
 */

/** Words that nearly every English text has: they are neither kept nor asked for. */
const common = new Set(
  'a an and are as at be by for from in is it of on or that the this to was were with'.split(' '),
);

/** Beginnings are told apart up to this length. Letters. */
const longest = 10;

/** So many pairs of one run are asked for at most. */
const mostPairs = 5;

/** Some tokens that have to stand side by side: the part of a query that is found as a whole. */
export interface Run {
  readonly tokens: readonly Token[];
  /** The names of what every document with the run has. */
  readonly terms: readonly string[];
}

/** The names under which a text is found. Joined text, so that a pair reaches over the spaces in a name. */
export function termsIn(text: string): Set<string> {
  const terms = new Set<string>();
  let before: Token | undefined;
  for (const token of cut(text)) {
    const { key, kind, gap } = token;
    if (kind === 'number') terms.add(`#${key}`);
    else if (kind === 'word') for (const beginning of beginningsOf(key)) terms.add(beginning);
    else {
      terms.add(key);
      if (before?.kind === 'khmer' && gap !== 'break') terms.add(before.key + key);
    }
    before = token;
  }
  return terms;
}

/** A query cut into what must be found. Empty when there is nothing to look for. */
export function runsOf(query: string): Run[] {
  const groups: Token[][] = [];
  for (const token of cut(query)) {
    const last = groups.at(-1);
    if (last?.at(-1)?.kind === 'khmer' && token.kind === 'khmer' && token.gap === 'none') last.push(token);
    else groups.push([token]);
  }
  const runs = groups.map((tokens) => ({ tokens, terms: toTerms(tokens) }));
  const telling = runs.filter(({ tokens: [first] }) => !(first?.kind === 'word' && common.has(first.key)));
  return telling.slice(0, 12);
}

function toTerms(tokens: readonly Token[]): string[] {
  const [first] = tokens;
  if (!first) return [];
  if (first.kind === 'number') return [`#${first.key}`];
  if (first.kind === 'word') return [first.key.slice(0, longest)];
  const pairs = tokens.slice(1).map((token, index) => (tokens[index]?.key ?? '') + token.key);
  if (pairs.length === 0) return [first.key];
  // Every other pair still names every cluster, and costs half; the text of what is shown is compared anyway.
  const last = pairs.length - 1;
  const asked = last < 3 ? pairs : pairs.filter((_, index) => index % 2 === 0 || index === last);
  const step = Math.max(1, (asked.length - 1) / (mostPairs - 1));
  return [...new Set(asked.filter((_, index) => Math.floor(index % step) === 0))].slice(0, mostPairs);
}

function beginningsOf(word: string): string[] {
  if (common.has(word)) return [];
  const end = Math.min(word.length, longest);
  return Array.from({ length: Math.max(1, end - 1) }, (_, index) => word.slice(0, Math.min(index + 2, end)));
}

/** A number for a term, 32 bits, spread evenly: the index names terms by it. */
export function toNumber(term: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at += 1) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
