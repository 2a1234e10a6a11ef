import type { Entries, Entry, Listing, PieceType } from '../content/entries.ts';
import { toArticleCard, toInterviewCard, type ArticleCard, type InterviewCard } from './card.ts';

/** What tells something: an article or an interview. */
export type Piece = Entry<'article'> | Entry<'interview'>;

/** The types whose documents gather pieces, on as many pages as it takes. */
export const gatheringTypes = ['topic', 'person', 'union-leader', 'programme'] as const;
export type GatheringType = (typeof gatheringTypes)[number];

/** The pieces on a topic, by or with a person, about a leader or a programme; newest first, each once. */
export function piecesOf(type: GatheringType, documentId: string): Listing<PieceType> {
  if (type === 'topic') return { onTopic: documentId };
  return type === 'person' ? { by: documentId } : { about: documentId };
}

/** The card of an article or an interview. */
export function toPieceCard(entries: Entries, entry: Piece): ArticleCard | InterviewCard {
  return isArticle(entry) ? toArticleCard(entries, entry) : toInterviewCard(entries, entry);
}

/** Newest first; the same day in the order of ids, so that every build agrees. */
export function newestFirst(a: Piece, b: Piece): number {
  return (
    compare(b.document.publishedOn, a.document.publishedOn) ||
    compare(a.document.documentId, b.document.documentId)
  );
}

export function isArticle(entry: Piece): entry is Entry<'article'> {
  return entry.document.type === 'article';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
