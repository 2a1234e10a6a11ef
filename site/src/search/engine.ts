import { cardName, shardName, tableName, textName } from './names.ts';
import { inHead, inTitle, nameOf, readNumber, readPostings, shardOf, type Postings } from './postings.ts';
import { runsOf, toNumber, type Run } from './terms.ts';

/** Asks for a file of the index by its name. @throws when it cannot be had now; undefined when there is none. */
export type Load = (name: string) => Promise<string | undefined>;

/** A document that a query leads to. */
export interface Hit {
  readonly number: number;
  readonly type: string;
  readonly topics: readonly string[];
  readonly score: number;
  /** The parts of the document that have each run of the query. */
  readonly parts: readonly number[];
}

/** What a list shows of a document. */
export interface Card {
  readonly slug: string;
  /** Where it is not the page's language. */
  readonly lang: string;
  readonly pieces: number;
  readonly title: string;
  readonly date: string;
}

/** The words of a document that are at hand. */
export interface Text {
  /** Names around it, its summary, paragraphs; the summary is there only with the first piece. */
  readonly names: string;
  readonly summary: string;
  readonly body: readonly string[];
}

interface Table {
  readonly shards: number;
  readonly cards: number;
  readonly whole: boolean;
  readonly facets: ReadonlyMap<number, Pick<Hit, 'type' | 'topics'>>;
}

/** Types whose title is the name of what somebody looks for. */
const named = new Set(['union-leader', 'person', 'organisation', 'topic']);

/** Finds documents in an index of static files, asking only for those that a query needs. */
export class Engine {
  readonly #load: Load;
  #table: Promise<Table> | undefined;

  constructor(load: Load) {
    this.#load = load;
  }

  /** Which documents there are. @throws when it cannot be had now; the next call asks again. */
  table(): Promise<Table> {
    this.#table ??= this.#readTable();
    this.#table.catch(() => (this.#table = undefined));
    return this.#table;
  }

  /** Every document that has all runs of a query, the best first. */
  async search(query: string): Promise<Hit[]> {
    const runs = runsOf(query);
    if (runs.length === 0) return [];
    const { shards, facets } = await this.table();
    const names = new Set(
      runs.flatMap(({ terms }) => terms.map((term) => shardName(shardOf(toNumber(term), shards)))),
    );
    const files = new Map<string, string>();
    await Promise.all([...names].map(async (name) => files.set(name, (await this.#load(name)) ?? '')));
    const postingsOf = (term: string) => {
      const number = toNumber(term);
      return find(files.get(shardName(shardOf(number, shards))) ?? '', nameOf(number));
    };
    const found = runs.map(({ terms }) => common(terms.map(postingsOf)));
    const [first, ...others] = found;
    const hits: Hit[] = [];
    for (const number of first?.keys() ?? []) {
      const facet = facets.get(number);
      if (!facet || !others.every((postings) => postings.has(number))) continue;
      const parts = found.map((postings) => postings.get(number) ?? 0);
      hits.push({ number, ...facet, parts, score: scoreOf(parts, named.has(facet.type)) });
    }
    return hits.sort((a, b) => b.score - a.score || b.number - a.number);
  }

  async card({ number }: Pick<Hit, 'number'>): Promise<Card | undefined> {
    const { cards } = await this.table();
    const lines = (await this.#load(cardName(number, cards)))?.split('\n');
    const line = lines?.find((each) => each.startsWith(`${number.toString(36)}\t`));
    if (line === undefined) return undefined;
    const [, slug = '', lang = '', pieces = '1', title = '', date = ''] = line.split('\t');
    return { slug, lang, pieces: Number(pieces), title, date };
  }

  /** The words of a document around a part of it. */
  async text({ number }: Pick<Hit, 'number'>, { pieces }: Pick<Card, 'pieces'>, part: number): Promise<Text> {
    const piece = part <= inHead ? 0 : Math.floor(((31 - Math.clz32(part) - 2) * pieces) / 4);
    const lines = ((await this.#load(textName(number, piece))) ?? '').split('\n');
    if (piece > 0) return { names: '', summary: '', body: lines };
    const [other = '', names = '', summary = '', ...body] = lines;
    return { names: [other, names].filter(Boolean).join(' · '), summary, body };
  }

  async #readTable(): Promise<Table> {
    const [head = '', lines = ''] = ((await this.#load(tableName)) ?? '').split('\n');
    if (!head) throw new Error(`${tableName} is missing.`);
    const {
      shards,
      cards,
      whole,
      types,
      topics,
      facets: named,
    } = JSON.parse(head) as {
      [name in 'shards' | 'cards']: number;
    } & { whole: boolean } & { [name in 'types' | 'topics' | 'facets']: string[] };
    const each = named.map((facet) => {
      const [type = 0, ...own] = facet.split('.').map(Number);
      return { type: types[type] ?? '', topics: own.map((topic) => topics[topic] ?? '') };
    });
    const facets = new Map<number, Pick<Hit, 'type' | 'topics'>>();
    let number = 0;
    for (let at = 0; at < lines.length;) {
      const [step, middle] = readNumber(lines, at);
      const [facet, end] = readNumber(lines, middle);
      facets.set((number += step), each[facet] ?? { type: '', topics: [] });
      at = end;
    }
    return { shards, cards, whole, facets };
  }
}

/** The part that an excerpt is best taken from: where most runs stand together, the earliest of those. */
export function bestPart(parts: readonly number[]): number {
  let best = 0;
  let most = 0;
  // What is in the title alone is shown there; the summary says more.
  for (let part = inHead; part < 64; part *= 2) {
    const count = parts.filter((each) => each & part).length;
    if (count > most) [best, most] = [part, count];
  }
  return best || inTitle;
}

function scoreOf(parts: readonly number[], isNamed: boolean): number {
  let together = 63;
  let score = 0;
  for (const each of parts) {
    together &= each;
    score += each & inTitle ? 8 : each & inHead ? 3 : 1;
    // In many parts: it is about that.
    for (let part = inHead; part < 64; part *= 2) if (each & part) score += 0.25;
  }
  if (together && parts.length > 1) score += 2;
  // A name that was asked for stands before the pieces that have it in their title.
  return together & inTitle && isNamed ? score + 4 : score;
}

/** The documents that have all of some terms in the same parts. */
function common(all: readonly Postings[]): Postings {
  const [first = new Map<number, number>(), ...others] = all;
  const found: Postings = new Map();
  for (const [number, parts] of first) {
    const left = others.reduce((sum, postings) => sum & (postings.get(number) ?? 0), parts);
    if (left) found.set(number, left);
  }
  return found;
}

function find(shard: string, name: string): Postings {
  const at = shard.startsWith(name) ? 0 : shard.indexOf(`\n${name}`) + 1;
  if (at === 0 && !shard.startsWith(name)) return new Map();
  const end = shard.indexOf('\n', at);
  return readPostings(shard.slice(at, end < 0 ? undefined : end));
}

export type { Run };
