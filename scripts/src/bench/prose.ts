import type { Locale } from '@samleng/shared';
import type { Chance } from './random.ts';
import { type Vocabulary, vocabulary } from './vocabulary.ts';

/** Writes texts of a language out of a small vocabulary: real words, nothing that happened. */
export class Prose {
  readonly #locale: Locale;
  readonly #words: Vocabulary;
  readonly #chance: Chance;

  constructor(locale: Locale, chance: Chance) {
    this.#locale = locale;
    this.#words = vocabulary[locale];
    this.#chance = chance;
  }

  /** One of the vocabulary's pieces as it stands there. */
  word(kind: keyof Vocabulary): string {
    return this.#chance.pick(this.#words[kind]);
  }

  title(): string {
    const [who, did] = [this.word('who'), this.word('did')];
    return this.#locale === 'en' ? capital(`${who} ${did}`) : who + did;
  }

  sentence(): string {
    const [when, who, did, where] = [
      this.word('when'),
      this.word('who'),
      this.word('did'),
      this.word('where'),
    ];
    return this.#locale === 'en' ? `${when}, ${who} ${did} ${where}.` : `${when} ${who}${did} ${where}។`;
  }

  sentences(count: number): string {
    return Array.from({ length: count }, () => this.sentence()).join(' ');
  }

  /**
   * A text in Markdown with headings, lists, emphasis, links, quotes and now and then a table.
   * @param bytes about how long, in UTF-8.
   */
  markdown(bytes: number): string {
    const blocks: string[] = [this.#paragraph()];
    let length = Buffer.byteLength(blocks[0] ?? '');
    for (let turn = 1; length < bytes; turn += 1) {
      const block = this.#block(turn);
      blocks.push(block);
      length += Buffer.byteLength(block) + 2;
    }
    return blocks.join('\n\n');
  }

  /** The shape of a text repeats, so that all texts of one length cost about the same. */
  #block(turn: number): string {
    switch (turn % 7) {
      case 1:
        return `## ${this.word('headings')}`;
      case 4:
        return Array.from({ length: 4 }, () => `- ${this.sentence()}`).join('\n');
      case 6:
        return turn === 13 ? this.#table() : `> ${this.sentence()}`;
      default:
        return this.#paragraph();
    }
  }

  #paragraph(): string {
    const link = `[${this.word('terms')}](https://example.org/${this.#chance.between(1, 9999)})`;
    const [strong, soft] = [`**${this.word('terms')}**`, `*${this.word('terms')}*`];
    return this.#locale === 'en'
      ? `${this.sentences(2)} That stands in ${link} and, in short, in ${strong}. ${this.sentence()} Nobody had asked about ${soft}.`
      : `${this.sentences(2)} ចំណុចនេះមានចែងក្នុង ${link} និងដោយសង្ខេបក្នុង ${strong} ។ ${this.sentence()} គ្មានអ្នកណាសួរអំពី ${soft} ឡើយ។`;
  }

  #table(): string {
    const rows = Array.from({ length: 4 }, () => {
      return `| ${this.word('terms')} | ${this.#chance.between(2014, 2025)} | ${this.#chance.between(10, 999)} |`;
    });
    const head = this.#locale === 'en' ? '| What | Year | Number |' : '| អ្វី | ឆ្នាំ | ចំនួន |';
    return [head, '| --- | --- | ---: |', ...rows].join('\n');
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
