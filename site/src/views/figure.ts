import type { DocumentOf, Locale } from '@samleng/shared';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import type { Citation, Citations } from './citations.ts';

/** A number that matters. “Less than 5%” shows its number large and the words around it small. */
export interface FigureView {
  readonly before: string;
  readonly number: string;
  readonly after: string;
  readonly label: string;
  /** The language of value and label where it is not the page's. */
  readonly lang?: Locale;
  /** Null when the source does not say for when the number stands. */
  readonly asOf: DateWords | null;
  /** Null in lists, where the number only invites to the page that proves it. */
  readonly citation: Citation | null;
}

type Figure = DocumentOf<'programme'>['figures'][number];

/** Digits of any script with what belongs to them: `25,000`, `5%`, `US$ 204`, `១៧`. */
const number = /(?:US)?[$€៛]?\s?\p{Nd}(?:[\p{Nd}.,\u00a0\u202f]*\p{Nd})?\s?[%៛]?/u;

/**
 * One figure of a document written in `language`.
 * @param citations the numbered sources of the page, where it lists them.
 */
export function toFigure(figure: Figure, language: Locale, page: Locale, citations?: Citations): FigureView {
  const found = number.exec(figure.value);
  const start = found?.index ?? 0;
  const end = start + (found?.[0].length ?? figure.value.length);
  return {
    before: figure.value.slice(0, start).trim(),
    number: figure.value.slice(start, end).trim(),
    after: figure.value.slice(end).trim(),
    label: figure.label,
    ...(language !== page && { lang: language }),
    asOf: toDateWords(page, figure.asOf),
    citation: citations?.cite(figure.source) ?? null,
  };
}
