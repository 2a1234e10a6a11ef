import type { SearchWords } from '../views/search-page.ts';
import { bestPart, type Card, type Engine, type Hit } from './engine.ts';
import { explanationOf } from './explain.ts';
import { excerptOf, markedIn, type Piece } from './passages.ts';
import type { Run } from './terms.ts';

interface ResultListOptions {
  readonly engine: Engine;
  readonly words: SearchWords;
  readonly list: HTMLElement;
  readonly more: HTMLElement;
  readonly onCount: (count: number) => void;
  readonly onFailure: () => void;
}

/** So many results are shown at a time. */
const pageSize = 10;

/** Where documents of each type are read. */
const folders: Readonly<Record<string, string>> = {
  article: 'articles/',
  interview: 'interviews/',
  programme: 'programmes/',
  'union-leader': 'leaders/',
  topic: 'topics/',
  person: 'people/',
  organisation: 'organisations/',
};

/** Puts hits on the page: cards at once, the words around a hit when its place comes into view. */
export class ResultList {
  readonly #options: ResultListOptions;
  readonly #waiting = new Map<Element, () => Promise<void>>();
  readonly #view = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) this.#wake(target);
  });
  #hits: readonly Hit[] = [];
  #runs: readonly Run[] = [];
  #shown = 0;
  #dropped = 0;
  #turn = 0;

  constructor(options: ResultListOptions) {
    this.#options = options;
    options.more.addEventListener('click', () => void this.#showMore(true));
  }

  clear(): void {
    const { list, more } = this.#options;
    this.#turn += 1;
    this.#view.disconnect();
    this.#waiting.clear();
    this.#shown = 0;
    this.#dropped = 0;
    this.#hits = [];
    list.replaceChildren();
    list.hidden = more.hidden = true;
  }

  /** Resolves when the first results are there; their number is told then, not before. */
  async show(hits: readonly Hit[], runs: readonly Run[]): Promise<void> {
    this.clear();
    this.#hits = hits;
    this.#runs = runs;
    await this.#showMore(false);
  }

  holds(element: Element | null): boolean {
    return element !== null && this.#options.list.contains(element);
  }

  /** Moves the focus to the next result or the one before. @returns false where there is none. */
  step(by: 1 | -1): boolean {
    const links = [...this.#options.list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const next = links[at + by] ?? (by > 0 ? links[at] : undefined);
    next?.focus();
    return next !== undefined;
  }

  async #showMore(moveFocus: boolean): Promise<void> {
    const { engine, list, more, onCount, onFailure } = this.#options;
    const turn = this.#turn;
    const hits = this.#hits.slice(this.#shown, this.#shown + pageSize);
    try {
      const cards = await Promise.all(hits.map((hit) => engine.card(hit)));
      if (turn !== this.#turn) return;
      const items = hits.flatMap((hit, at) => (cards[at] ? [this.#toItem(hit, cards[at])] : []));
      this.#shown += hits.length;
      list.append(...items);
      list.hidden = list.childElementCount === 0;
      more.hidden = this.#shown >= this.#hits.length;
      this.#dropped += hits.length - items.length;
      onCount(this.#hits.length - this.#dropped);
      if (moveFocus) items[0]?.querySelector('a')?.focus();
    } catch {
      if (turn === this.#turn) onFailure();
    }
  }

  #toItem(hit: Hit, card: Card): HTMLElement {
    const { locale, types, inLanguage, khmerNumerals } = this.#options.words;
    const lang = card.lang || locale;
    const date = khmerNumerals ? toKhmerDigits(card.date) : card.date;
    const label = inLanguage[lang as keyof typeof inLanguage];
    const link = make('a', markedIn(card.title, this.#runs));
    link.href = `/${lang}/${folders[hit.type] ?? ''}${card.slug}/`;
    const excerpt = make('p', []);
    if (card.lang) link.lang = excerpt.lang = link.hreflang = lang;
    const facts = [types[hit.type], date, label].filter(Boolean).join(' · ');
    const item = make('li', []);
    item.append(make('p', [{ text: facts, marked: false }]), make('h2', []), excerpt);
    item.children[1]?.append(link);
    this.#waiting.set(item, () => this.#explain(hit, card, item, excerpt, lang));
    this.#view.observe(item);
    return item;
  }

  /** Shows the words around the hit; a document that only has all pairs, but not the words, goes. */
  async #explain(hit: Hit, card: Card, item: HTMLElement, excerpt: HTMLElement, lang: string): Promise<void> {
    const text = await this.#options.engine.text(hit, card, bestPart(hit.parts));
    const line = explanationOf(hit, card, text, this.#runs);
    if (line === undefined) {
      item.remove();
      return this.#drop();
    }
    excerpt.replaceChildren(...toNodes(excerptOf(line, this.#runs, lang)));
  }

  #wake(item: Element): void {
    const turn = this.#turn;
    const work = this.#waiting.get(item);
    this.#waiting.delete(item);
    this.#view.unobserve(item);
    work?.().catch(() => {
      // Without these words the result is still there.
      if (turn === this.#turn) item.lastElementChild?.remove();
    });
  }

  #drop(): void {
    this.#dropped += 1;
    this.#options.onCount(this.#hits.length - this.#dropped);
  }
}

function make<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  pieces: readonly Piece[],
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  element.append(...toNodes(pieces));
  return element;
}

/** Text stays text, whatever it says. */
function toNodes(pieces: readonly Piece[]): Node[] {
  return pieces.map(({ text, marked }) => {
    if (!marked) return document.createTextNode(text);
    const mark = document.createElement('mark');
    mark.textContent = text;
    return mark;
  });
}

function toKhmerDigits(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(0x17e0 + Number(digit)));
}
