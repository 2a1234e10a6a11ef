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
  const chosen = new Set(picked);
  chosen.delete(piece);
  // What nobody would see need not be read either.
  if (chosen.size < shown) for (const each of nearby(entries, piece)) chosen.add(each);
  return [...chosen].slice(0, shown).map((each) => toPieceCard(entries, each));
}

/** The pieces around one, those with most in common first. */
function nearby(entries: Entries, piece: Piece): Piece[] {
  const mine = traitsOf(piece);
  const lists: Listing<PieceType>[] = [
    ...mine.subjects.map((about) => ({ about })),
    ...mine.topics.map((onTopic) => ({ onTopic })),
  ];
  const found = new Set<Piece>();
  for (const of of lists) {
    const { newer, older } = entries.around(of, piece as Entry<PieceType>, reach.newer, reach.older);
    for (const each of newer) found.add(each as Piece);
    for (const each of older) found.add(each as Piece);
  }
  return [...found]
    .map((each) => {
      const theirs = traitsOf(each);
      return { each, score: scoreOf(mine, theirs) - (each.translated ? 0 : 1), lot: lotOf(mine, theirs) };
    })
    .sort((a, b) => b.score - a.score || a.lot - b.lot || newestFirst(a.each, b.each))
    .slice(0, shown + 1)
    .map(({ each }) => each);
}

/** What a piece may share with another, and a number of its own. */
interface Traits {
  readonly topics: readonly string[];
  readonly subjects: readonly string[];
  readonly authors: readonly string[];
  readonly number: number;
}

function scoreOf(mine: Traits, theirs: Traits): number {
  return (
    weight.subject * shared(mine.subjects, theirs.subjects) +
    weight.topic * shared(mine.topics, theirs.topics) +
    weight.author * shared(mine.authors, theirs.authors)
  );
}

function shared(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  for (const id of a) if (b.includes(id)) count += 1;
  return count;
}

/** Where pieces share equally much, a lot drawn for the pair decides: not the same newest ones for all. */
function lotOf(mine: Traits, theirs: Traits): number {
  return (Math.imul(mine.number ^ (theirs.number >>> 3), 0x9e3779b1) >>> 16) % shown;
}

const known = new WeakMap<object, Traits>();

/** Each piece is looked at by all its neighbours. */
function traitsOf({ document }: Piece): Traits {
  const made = known.get(document);
  if (made) return made;
  const isArticle = document.type === 'article';
  const people = isArticle ? document.leaders : [document.leader, document.interviewee];
  const traits = {
    topics: document.topics,
    subjects: [...document.programmes, ...people].filter((id) => id !== null),
    authors: isArticle ? document.authors : document.interviewers,
    number: diceFor(nameOf(document)).roll(2 ** 31),
  };
  known.set(document, traits);
  return traits;
}

function nameOf({ type, documentId }: Piece['document']): string {
  return `${type} ${documentId}`;
}
