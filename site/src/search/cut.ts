/**
 * Cuts texts into what is searched for: Khmer clusters, words of other scripts, numbers. The build cuts
 * documents with it and the browser cuts queries and excerpts, so both always agree; that is why no
 * dictionary is asked (browsers have other ones than Node) and why it is small.
 */

/** A cluster, a word or a number, with its place in the text as it was written. */
export interface Token {
  /** What it is compared by: the same for every way to type what looks the same. */
  readonly key: string;
  readonly kind: 'khmer' | 'word' | 'number';
  readonly start: number;
  readonly end: number;
  /** What stands before it: nothing, spaces, or something that no phrase reaches across. */
  readonly gap: 'none' | 'space' | 'break';
}

/** Zero-width spaces and joiners, soft hyphens, and the two Khmer vowels that nobody sees. */
const hidden = '\\u17b4\\u17b5\\u200b-\\u200d\\u2060\\ufeff\\u00ad';
const letter = '[\\u1780-\\u17b3\\u25cc]';
const sign = '[\\u17b6-\\u17d1\\u17d3\\u17dd]';

/** A letter with what stands under and on it, in whatever order and with whatever hides in between. */
const cluster = `${letter}(?:[${hidden}]*(?:(?:\\u17d2[${hidden}]*)+${letter}|${sign}))*`;
/** 1,500 and 1.500 are one number; 208.50 is two. */
const number = `\\p{Nd}+(?:[.,]\\p{Nd}{3}(?!\\p{Nd}))*(?![\\p{Nd}\\p{Script=Latin}])`;
const word = `(?:(?![\\u1780-\\u17ff])[\\p{L}\\p{N}])(?:['’]?(?:(?![\\u1780-\\u17d3])[\\p{L}\\p{N}\\p{M}]))*`;

const tokens = new RegExp(`(${cluster})|(${number})|${word}`, 'gu');
const notSpace = new RegExp(`[^\\u17d2${hidden}\\s]`, 'u');

/** All tokens of a text, in order. */
export function cut(text: string): Token[] {
  const found: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(tokens)) {
    const start = match.index;
    const between = text.slice(end, start);
    const gap = end === 0 || notSpace.test(between) ? 'break' : /\s/.test(between) ? 'space' : 'none';
    end = start + match[0].length;
    if (match[1]) found.push({ key: toClusterKey(match[0]), kind: 'khmer', start, end, gap });
    else if (match[2]) found.push({ key: toDigits(match[0]), kind: 'number', start, end, gap });
    else found.push({ key: toWordKey(match[0]), kind: 'word', start, end, gap });
  }
  return found;
}

/** Where each sign stands in a key: shifter, vowels before, below, above and after the letter, the rest. */
function rankOf(sign: string): number {
  const code = sign.charCodeAt(0) - 0x17b6;
  return 'gddddcccbbbbbbbbhiaahAhhhhh'.charCodeAt(code) || 120;
}

/** A vowel or sign above the letter, under which a shifter looks like the vowel ុ. */
const above = /[\u17b7-\u17ba\u17be\u17bf\u17d0\u17dd]|\u17b6\u17c6/;

/**
 * The key of a cluster. The same looks can be typed in several orders, and NFC repairs none of it;
 * the rules are those of Unicode L2/22-290, as SIL's khmer-normalizer applies them, and on top of
 * them: coeng da is coeng ta, ឣ is អ, ឲ is ឱ, and a sign typed twice counts once.
 */
function toClusterKey(text: string): string {
  const [base = '', ...rest] = text
    .replace(new RegExp(`[${hidden}]`, 'gu'), '')
    .replace(/\u17d2+/g, '\u17d2');
  const coengs: string[] = [];
  const signs = new Set<string>();
  for (let at = 0; at < rest.length; at += 1) {
    const each = rest[at] ?? '';
    if (each !== '\u17d2') signs.add(each);
    else coengs.push(each + (rest[(at += 1)] ?? '').replace('\u178a', '\u178f'));
  }
  // Coeng ro stands before the letter, wherever it is typed.
  coengs.sort((a, b) => Number(a === '\u17d2\u179a') - Number(b === '\u17d2\u179a'));
  const sorted = [...signs]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .join('')
    .replace(/\u17c1([\u17bb-\u17bd]?)\u17b8/, '\u17be$1')
    .replace(/\u17c1([\u17bb-\u17bd]?)\u17b6/, '\u17c4$1');
  const shifted = above.test(sorted) ? sorted.replace(/^(.*)[\u17c9\u17ca\u17bb]/, '\u17ca$1') : sorted;
  return base.replace('\u17a3', '\u17a2').replace('\u17b2', '\u17b1') + coengs.join('') + shifted;
}

function toWordKey(text: string): string {
  // Letters lose their accents, “worker’s” its ending.
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return toDigits(plain.replace(/['’]s$/, '').replace(/['’]/g, ''));
}

/** Digits of any script as 0 to 9, without separators. */
function toDigits(text: string): string {
  return text
    .replace(/[.,]/g, '')
    .replace(/[\u17e0-\u17e9]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0))
    .replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10));
}
