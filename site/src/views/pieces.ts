import type { Entries, Entry } from '../content/entries.ts';
import { toArticleCard, toInterviewCard, type ArticleCard, type InterviewCard } from './card.ts';

/** What tells something: an article or an interview. */
export type Piece = Entry<'article'> | Entry<'interview'>;

/** Articles and interviews in one list, newest first, each once. */
export function toPieces(
  entries: Entries,
  ...lists: readonly (readonly Piece[])[]
): (ArticleCard | InterviewCard)[] {
  const different = new Map<string, Piece>();
  for (const entry of lists.flat())
    different.set(`${entry.document.type} ${entry.document.documentId}`, entry);
  return [...different.values()].sort(newestFirst).map((entry) => toPieceCard(entries, entry));
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
