import type { DocumentOf } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { initialOf } from '../i18n/khmer.ts';
import type { Tint } from '../weave/cloth.ts';
import { diceFor } from '../weave/seed.ts';

/** Which cloth hangs where there is no picture. */
export interface ClothView {
  readonly seed: string;
  readonly tint: Tint;
  /** Woven into the cloth of a person. */
  readonly initial?: string;
}

/** The thread of a topic, always the same one. */
export function topicTint(slug: string): Tint {
  return diceFor(slug).pick(['red', 'leaf', 'turmeric', 'red']);
}

/** The cloth of a person, with the initial of the name. */
export function toPersonCloth({ slug, name }: { slug: string; name: string }): ClothView {
  return { seed: slug, tint: diceFor(slug).pick(['red', 'indigo', 'leaf', 'ink']), initial: initialOf(name) };
}

type Piece = DocumentOf<'article'> | DocumentOf<'interview'> | DocumentOf<'programme'>;

/** The cloth of a piece: interviews are indigo, the others take the thread of their first topic. */
export function toPieceCloth(entries: Entries, piece: Piece): ClothView {
  const seed = piece.slug;
  if (piece.type === 'interview') return { seed, tint: 'indigo' };
  const [topic] = entries.resolve('topic', piece.topics);
  return { seed, tint: topic ? topicTint(topic.document.slug) : 'red' };
}
