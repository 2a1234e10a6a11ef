import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Locale } from '@samleng/shared';
import type { Tree } from '../prerender/tree.ts';
import { fromFiles, partsOfTerms, textFiles, toCardLine, type Layout, type Numbered } from './files.ts';
import { cardName, shardName, textName } from './names.ts';
import { nameOf, readPostings, shardOf, writePostings } from './postings.ts';
import { readIfThere } from './work.ts';

/**
 * Changes to an index on disk, collected first and then written: only files that become others are
 * written. What a document stood for is read from the index itself, so nothing else need be kept.
 */
export class IndexChange {
  readonly #folder: string;
  readonly #locale: Locale;
  readonly #layout: Layout;
  /** What documents stood for that go, or come again as others. */
  readonly #before = new Map<number, ReadonlyMap<number, number>>();
  /** Parts by shard, term and number; 0 takes a document out. */
  readonly #terms = new Map<number, Map<string, Map<number, number>>>();
  /** Lines by file of cards and number; undefined takes one out. */
  readonly #cards = new Map<string, Map<number, string | undefined>>();
  /** Texts by file; undefined removes it. */
  readonly #texts = new Map<string, string | undefined>();

  constructor(folder: string, locale: Locale, layout: Layout) {
    this.#folder = folder;
    this.#locale = locale;
    this.#layout = layout;
  }

  /** Takes out the document that has this number. All that go are told before any that come. */
  remove(number: number): void {
    const card = this.#lines(cardName(number, this.#layout.cards)).get(number);
    const [, , , pieces = '1', title = ''] = card?.split('\t') ?? [];
    const names = Array.from({ length: Number(pieces) }, (_, piece) => textName(number, piece));
    const texts = names.map((name) => readIfThere(join(this.#folder, name)) ?? '');
    this.#before.set(number, partsOfTerms(fromFiles(title, texts), this.#layout));
    for (const name of names) this.#texts.set(name, undefined);
    this.#card(number, undefined);
  }

  add(numbered: Numbered): void {
    const { number, document } = numbered;
    this.#turn(number, partsOfTerms(document, this.#layout));
    for (const [name, text] of textFiles(numbered, this.#layout)) this.#texts.set(name, text);
    this.#card(number, toCardLine(numbered, this.#locale, this.#layout));
  }

  /** @param tree whose top is the index's folder. */
  async write(tree: Tree): Promise<{ written: string[]; removed: string[] }> {
    for (const number of this.#before.keys()) this.#turn(number, new Map());
    const written: string[] = [];
    const removed: string[] = [];
    const put = (name: string, text: string | undefined) => {
      const before = readIfThere(join(this.#folder, name));
      if (text === before) return;
      (text === undefined ? removed : written).push(name);
      if (text === undefined) tree.remove(`/${name}`);
      else tree.write(`/${name}`, Buffer.from(text));
    };
    for (const [name, text] of this.#texts) put(name, text);
    for (const [name, changes] of this.#cards) {
      const lines = this.#lines(name);
      merge(lines, changes);
      put(name, lines.size === 0 ? undefined : inOrder(lines));
    }
    for (const [shard, changes] of this.#terms) {
      put(shardName(shard), this.#changed(shard, changes));
      await setImmediate();
    }
    return { written, removed };
  }

  /** Notes the terms in which a document differs from what stood at its number. */
  #turn(number: number, after: ReadonlyMap<number, number>): void {
    const before = this.#before.get(number);
    this.#before.delete(number);
    for (const term of before?.keys() ?? []) if (!after.has(term)) this.#set(term, number, 0);
    for (const [term, parts] of after) if (before?.get(term) !== parts) this.#set(term, number, parts);
  }

  #set(term: number, number: number, parts: number): void {
    const shard = shardOf(term, this.#layout.shards);
    const terms = this.#terms.get(shard) ?? new Map<string, Map<number, number>>();
    const postings = terms.get(nameOf(term)) ?? new Map<number, number>();
    this.#terms.set(shard, terms.set(nameOf(term), postings.set(number, parts)));
  }

  #card(number: number, line: string | undefined): void {
    const name = cardName(number, this.#layout.cards);
    const lines = this.#cards.get(name) ?? new Map<number, string | undefined>();
    this.#cards.set(name, lines.set(number, line));
  }

  #lines(name: string): Map<number, string> {
    const lines = (readIfThere(join(this.#folder, name)) ?? '').split('\n').filter(Boolean);
    return new Map(lines.map((line) => [Number.parseInt(line, 36), line]));
  }

  #changed(shard: number, changes: ReadonlyMap<string, ReadonlyMap<number, number>>): string {
    const lines = (readIfThere(join(this.#folder, shardName(shard))) ?? '').split('\n').filter(Boolean);
    const terms = new Map(lines.map((line) => [line.slice(0, 3), line]));
    for (const [name, postings] of changes) {
      const line = terms.get(name);
      const all = line === undefined ? new Map<number, number>() : readPostings(line);
      merge(all, postings);
      if (all.size === 0) terms.delete(name);
      else terms.set(name, name + writePostings([...all].sort(([a], [b]) => a - b)));
    }
    return [...terms.values()].sort().join('\n') + '\n';
  }
}

/** Puts values in the place of others; nothing, or no parts, removes. */
function merge<V>(into: Map<number, V>, changes: ReadonlyMap<number, V | undefined>): void {
  for (const [number, value] of changes) {
    if (value) into.set(number, value);
    else into.delete(number);
  }
}

function inOrder(lines: ReadonlyMap<number, string>): string {
  return [...lines]
    .sort(([a], [b]) => a - b)
    .map(([, line]) => `${line}\n`)
    .join('');
}
