import type { PagedType } from '@samleng/shared';
import { termsIn, toNumber } from './terms.ts';
import { textName } from './names.ts';
import { firstQuarter, inHead, inTitle, nameBits, writeNumber } from './postings.ts';
import { searchedTypes, type SearchDocument } from './documents.ts';

/** How an index is cut into files. Depends on the number of documents alone, with steps far apart. */
export interface Layout {
  /** Files of postings, a power of two. */
  readonly shards: number;
  /** Files of cards, a power of two. */
  readonly cards: number;
  /** A text longer than this is cut into two or four files. Bytes. */
  readonly piece: number;
  /** Whether one more file holds everything, for reading offline. */
  readonly whole: boolean;
}

/** By the most documents that each is for. The same object for the same layout. */
const layouts: readonly (readonly [most: number, Layout])[] = [
  [8, { shards: 8, cards: 1, piece: 2400, whole: true }],
  [256, { shards: 128, cards: 1, piece: 2400, whole: true }],
  [2048, { shards: 512, cards: 256, piece: 24_000, whole: false }],
  [16_384, { shards: 2048, cards: 1024, piece: 24_000, whole: false }],
];
const largest: Layout = { shards: 4096, cards: 8192, piece: 24_000, whole: false };

export function layoutFor(documents: number): Layout {
  return layouts.find(([most]) => documents <= most)?.[1] ?? largest;
}

/** A document with its number in the index. */
export interface Numbered {
  readonly number: number;
  readonly document: SearchDocument;
}

/** What the table says of a document. */
export interface Listed {
  readonly number: number;
  readonly type: PagedType;
  readonly topics: readonly string[];
}

/** Numbers of documents without a day stay below this. */
const firstDay = 65_536;

/**
 * Where a document's number is looked for. Later days have higher numbers, and among equals what
 * comes first by its address has the higher one: from the highest to the lowest is the order of lists.
 * There is room, so that a document that comes or goes leaves most others where they are.
 */
export function wantedNumber({ day, slug }: Pick<SearchDocument, 'day' | 'slug'>): number {
  const [first = 0, second = 0, third = 0] = [...slug].map((each) => Number.parseInt(each, 36) || 0);
  if (!day) return 46_655 - (first * 1296 + second * 36 + third);
  const days = Math.max(0, (Date.parse(day) - Date.UTC(2000)) / 86_400_000);
  return firstDay + days * 16 + 15 - Math.floor((first * 4) / 9);
}

/** The parts of a document in which each term stands, by as much of the term's number as the index tells apart. */
export function partsOfTerms(document: SearchDocument, { shards }: Layout): Map<number, number> {
  const parts = new Map<number, number>();
  const told = shards * 2 ** nameBits - 1;
  const add = (text: string, part: number) => {
    for (const term of termsIn(text)) {
      const number = toNumber(term) & told;
      parts.set(number, (parts.get(number) ?? 0) | part);
    }
  };
  add(document.title, inTitle);
  add(document.otherTitles, inTitle);
  add(document.names, inHead);
  add(document.summary, inHead);
  for (const [quarter, lines] of quartersOf(document.body).entries())
    add(lines.join('\n'), firstQuarter << quarter);
  return parts;
}

/** A body in four parts of about one length, cut between paragraphs. */
function quartersOf(body: readonly string[]): string[][] {
  const quarters: string[][] = [[], [], [], []];
  const length = body.reduce((sum, line) => sum + line.length, 0);
  let at = 0;
  for (const line of body) {
    quarters[Math.floor((at * 4) / length)]?.push(line);
    at += line.length;
  }
  return quarters;
}

/** In how many files a document's text lies: 1, 2 or 4. */
function piecesOf({ body }: SearchDocument, { piece }: Layout): number {
  const bytes = body.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  return bytes <= piece ? 1 : bytes <= 2 * piece ? 2 : 4;
}

/**
 * The files with a document's text, by name. The first begins with what is no body. A piece in which
 * no paragraph begins has no file: nothing that is found stands there, so nobody asks for it.
 */
export function textFiles({ number, document }: Numbered, layout: Layout): [name: string, text: string][] {
  const pieces = piecesOf(document, layout);
  const texts = Array.from({ length: pieces }, (): string[] => []);
  for (const [quarter, lines] of quartersOf(document.body).entries())
    texts[Math.floor((quarter * pieces) / 4)]?.push(...lines);
  texts[0]?.unshift(document.otherTitles, document.names, document.summary);
  return texts.flatMap((lines, piece): [string, string][] =>
    lines.length === 0 ? [] : [[textName(number, piece), lines.join('\n')]],
  );
}

/** A document's line in a file of cards. */
export function toCardLine({ number, document }: Numbered, locale: string, layout: Layout): string {
  const { slug, title, date } = document;
  const language = document.locale === locale ? '' : document.locale;
  return [number.toString(36), slug, language, piecesOf(document, layout), title, date].join('\t');
}

/**
 * Which documents there are, with type and topics: what a search needs to know of all of them.
 * @param documents in the order of their numbers.
 */
export function toTable(documents: readonly Listed[], layout: Layout): string {
  const topics = [...new Set(documents.flatMap((document) => document.topics))].sort();
  const places = new Map(topics.map((topic, place) => [topic, place]));
  const facetOf = ({ type, topics: own }: Listed) =>
    [searchedTypes.indexOf(type), ...own.map((slug) => places.get(slug) ?? 0).sort((a, b) => a - b)].join(
      '.',
    );
  const named = documents.map((document) => ({ number: document.number, facet: facetOf(document) }));
  const facets = [...new Set(named.map(({ facet }) => facet))].sort();
  const numbers = new Map(facets.map((facet, place) => [facet, place]));
  let last = 0;
  const lines = named.map(({ number, facet }) => {
    const step = number - last;
    last = number;
    return writeNumber(step) + writeNumber(numbers.get(facet) ?? 0);
  });
  const { shards, cards, whole } = layout;
  const head = { shards, cards, whole, types: searchedTypes, topics, facets };
  return `${JSON.stringify(head)}\n${lines.join('')}\n`;
}

/**
 * A document as its card and its texts tell it: enough to take its terms out of the index again.
 * @param texts of its files, in their order.
 */
export function fromFiles(title: string, texts: readonly string[]): SearchDocument {
  const [otherTitles = '', names = '', summary = '', ...body] = texts.join('\n').split('\n');
  const nothing = { type: 'page', slug: '', locale: 'en', day: '', date: '', topics: [] } as const;
  return { ...nothing, title, otherTitles, names, summary, body: body.filter(Boolean) };
}
