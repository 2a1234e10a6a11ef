import { sourceMark, sourceNumber } from '@samleng/shared';
import { HeadingIds, mapText } from './decorate.ts';

const everyMark = new RegExp(sourceMark, 'g');

/**
 * The places in the texts of one page that point to its numbered sources. One list serves all texts of
 * a page, in their order: it gives each place an id that no other has, and each heading too.
 */
export class SourceMarks {
  readonly headings = new HeadingIds();
  readonly #counts = new Map<number, number>();
  readonly #sources: number;

  /** @param sources how many sources the page lists. */
  constructor(sources: number) {
    this.#sources = sources;
  }

  /** Notes one more place that points to a source, and names it; undefined where there is no such source. */
  add(source: number): string | undefined {
    if (source < 1 || source > this.#sources) return undefined;
    const count = (this.#counts.get(source) ?? 0) + 1;
    this.#counts.set(source, count);
    return nameOf(source, count);
  }

  /** The ids of the places that point to a source, in the order of the page. */
  of(source: number): string[] {
    return Array.from({ length: this.#counts.get(source) ?? 0 }, (_, index) => nameOf(source, index + 1));
  }
}

function nameOf(source: number, count: number): string {
  return count === 1 ? `mark-${source}` : `mark-${source}-${count}`;
}

/**
 * Turns `[^2]` into a small number that leads to the second source. A mark without a source, or inside
 * a link, is left out: the CMS refuses to publish the first, and a link cannot stand in a link.
 * @param html sanitised.
 */
export function withNotes(html: string, marks: SourceMarks): string {
  return mapText(html, (text, inLink) =>
    text.replace(everyMark, (_, digits: string) => {
      const source = sourceNumber(digits);
      const id = inLink ? undefined : marks.add(source);
      return id ? `<sup class="note"><a id="${id}" href="#source-${source}">${source}</a></sup>` : '';
    }),
  );
}
