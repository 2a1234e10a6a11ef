/**
 * The index as text, since only text travels compressed everywhere. 64 letters, each for six bits.
 * A shard has one line a term: three letters that name it, then for each document how far its number
 * lies behind the one before, and where in the document the term stands.
 */

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map([...letters].map((letter, value) => [letter, value]));

/** Parts of a document; a posting adds up those that hold the term. The body has four quarters. */
export const inTitle = 1;
export const inHead = 2;
export const firstQuarter = 4;

/** How many bits name a term within its shard: three letters. */
export const nameBits = 18;

/** Documents by number, each with the parts that hold a term. */
export type Postings = Map<number, number>;

/** @param shards how many there are, a power of two. */
export function shardOf(term: number, shards: number): number {
  return (term >>> nameBits) & (shards - 1);
}

export function nameOf(term: number): string {
  return [12, 6, 0].map((bits) => letters[(term >>> bits) & 63]).join('');
}

/** A number of at most 30 bits, five bits a letter, the smallest first; the last letter is one of the first 32. */
export function writeNumber(value: number): string {
  let text = '';
  for (; value >= 32; value >>>= 5) text += letters[(value & 31) | 32];
  return text + letters[value];
}

/** @param postings in the order of their numbers. */
export function writePostings(postings: Iterable<readonly [number, number]>): string {
  let text = '';
  let last = 0;
  for (const [number, parts] of postings) {
    text += writeNumber(number - last) + letters[parts];
    last = number;
  }
  return text;
}

/** @param text whole, with the term's name in front. */
export function readPostings(text: string): Postings {
  const postings: Postings = new Map();
  let number = 0;
  for (let at = 3; at < text.length; at += 1) {
    const [step, end] = readNumber(text, at);
    number += step;
    postings.set(number, values.get(text[end] ?? '') ?? 0);
    at = end;
  }
  return postings;
}

/** A number in a text, and the place behind it. */
export function readNumber(text: string, at: number): [value: number, end: number] {
  let value = 0;
  for (let bits = 0; ; bits += 5) {
    const part = values.get(text[at++] ?? '') ?? 0;
    value += (part & 31) << bits;
    if (part < 32) return [value, at];
  }
}
