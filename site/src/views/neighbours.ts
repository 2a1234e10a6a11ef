import type { Entries, Entry, PieceType } from '../content/entries.ts';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import { toLink, type Link } from './link.ts';
import type { Piece } from './pieces.ts';

/** A way along the list of articles or of interviews. */
export interface Step {
  readonly link: Link;
  readonly date: DateWords;
}

/** The pieces of the same kind that appeared before and after this one. */
export interface Steps {
  readonly newer: Step | null;
  readonly older: Step | null;
}

/** A new piece changes the steps of one other page: of the one that was the newest until then. */
export function toSteps(entries: Entries, piece: Piece): Steps {
  const of = { all: piece.document.type as PieceType };
  const { newer, older } = entries.around<PieceType>(of, piece as Entry<PieceType>, 1, 1);
  return { newer: toStep(entries, newer[0]), older: toStep(entries, older[0]) };
}

function toStep(entries: Entries, piece: Entry<PieceType> | undefined): Step | null {
  if (!piece) return null;
  return {
    link: toLink(entries, piece),
    date: toDateWords(entries.locale, piece.document.publishedOn),
  };
}
