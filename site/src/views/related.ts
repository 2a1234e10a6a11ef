import type { Entries, Entry, Listing, PieceType } from '../content/entries.ts';
import { diceFor } from '../weave/seed.ts';
import type { ArticleCard, InterviewCard } from './card.ts';
import { newestFirst, toPieceCard, type Piece } from './pieces.ts';

/** How many pieces a piece points to. */
const shown = 3;

/**
 * How far we look around a piece in each list that it stands in. Neighbours of a piece stay its
 * neighbours: a new piece is seen by the few before it, so a publish renders few pages again, however
 * many pieces a topic has. And each piece has neighbours of its own, so no three stand everywhere.
 */
const reach = { newer: 3, older: 6 } as const;

/** What two pieces have in common, by what it says about them. */
const weight = { subject: 3, topic: 2, author: 1 } as const;

/**
 * What to read next: what the editors picked, in their order, filled up with the pieces nearby that
 * share most with this one.
 */
export function toRelated(entries: Entries, piece: Piece): (ArticleCard | InterviewCard)[] {
  const { relatedArticles, relatedInterviews } = piece.document;
  const picked: Piece[] = [
    ...entries.resolve('article', relatedArticles),
    ...entries.resolve('interview', relatedInterviews),
  ];
  const chosen = new Map<string, Piece>();
  for (const each of [...picked, ...nearby(entries, piece)]) {
    if (each.document.documentId !== piece.document.documentId) chosen.set(nameOf(each), each);
  }
  return [...chosen.values()].slice(0, shown).map((each) => toPieceCard(entries, each));
}

/** The pieces around one, those with most in common first. */
function nearby(entries: Entries, piece: Piece): Piece[] {
  const { topics, subjects } = traitsOf(piece);
  const lists: Listing<PieceType>[] = [
    ...subjects.map((about) => ({ about })),
    ...topics.map((onTopic) => ({ onTopic })),
  ];
  const found = new Map<string, Piece>();
  for (const of of lists) {
    const { newer, older } = entries.around(of, piece as Entry<PieceType>, reach.newer, reach.older);
    for (const each of [...newer, ...older] as Piece[]) found.set(nameOf(each), each);
  }
  return [...found.values()]
    .map((each) => ({ each, score: scoreOf(piece, each), lot: lotOf(piece, each) }))
    .sort((a, b) => b.score - a.score || a.lot - b.lot || newestFirst(a.each, b.each))
    .map(({ each }) => each);
}

/** How much two pieces share; one that the page's readers cannot read in their language comes a little later. */
function scoreOf(piece: Piece, other: Piece): number {
  const mine = traitsOf(piece);
  const theirs = traitsOf(other);
  const shared = (a: readonly string[], b: readonly string[]) => a.filter((id) => b.includes(id)).length;
  return (
    weight.subject * shared(mine.subjects, theirs.subjects) +
    weight.topic * shared(mine.topics, theirs.topics) +
    weight.author * shared(mine.authors, theirs.authors) -
    (other.translated ? 0 : 1)
  );
}

/** Where pieces share equally much, a lot drawn for the pair decides: not the same newest ones for all. */
function lotOf(piece: Piece, other: Piece): number {
  return diceFor(`${nameOf(piece)} ${nameOf(other)}`).roll(shown);
}

function traitsOf({ document }: Piece) {
  const isArticle = document.type === 'article';
  const people = isArticle ? document.leaders : [document.leader, document.interviewee];
  return {
    topics: document.topics,
    subjects: [...document.programmes, ...people].filter((id) => id !== null),
    authors: isArticle ? document.authors : document.interviewers,
  };
}

function nameOf({ document }: Piece): string {
  return `${document.type} ${document.documentId}`;
}
