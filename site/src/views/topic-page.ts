import { topicPath, type Locale } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import {
  toLeaderCard,
  toProgrammeCard,
  type ArticleCard,
  type InterviewCard,
  type LeaderCard,
  type ProgrammeCard,
} from './card.ts';
import { topicTint } from './cloth.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toListPages, type Pager } from './pager.ts';
import { toPieceCard, newestFirst } from './pieces.ts';

export interface TopicView {
  readonly kind: 'topic';
  readonly layout: LayoutView;
  readonly name: string;
  readonly summary: string | null;
  readonly pieces: readonly (ArticleCard | InterviewCard)[];
  readonly pager: Pager;
  /** Only on the first page. */
  readonly leaders: readonly LeaderCard[];
  readonly programmes: readonly ProgrammeCard[];
}

/** The pages of a topic: its pieces newest first, its leaders and programmes with the first of them. */
export function toTopicPages(entries: Entries, entry: Entry<'topic'>): TopicView[] {
  const { document } = entry;
  const { locale } = entries;
  const id = document.documentId;
  const pieces = [
    ...entries.referring('article', 'topics', id),
    ...entries.referring('interview', 'topics', id),
  ].sort(newestFirst);
  const pathOf = (page: number) => (each: Locale) => topicPath(each, document.slug, page);
  return toListPages(pieces, (page) => pathOf(page)(locale)).map(({ items, pager }) => ({
    kind: 'topic',
    layout: toLayout(entries, {
      pathIn: pathOf(pager.page),
      existsIn: entry.locales,
      title: document.name,
      ...(document.summary && { description: document.summary }),
      breadcrumbs: crumbsTo(locale),
      cloth: { seed: document.slug, tint: topicTint(document.slug) },
      modified: document.publishedAt,
    }),
    name: document.name,
    summary: document.summary,
    pieces: items.map((each) => toPieceCard(entries, each)),
    pager,
    leaders:
      pager.page > 1
        ? []
        : entries.referring('union-leader', 'topics', id).map((each) => toLeaderCard(entries, each)),
    programmes:
      pager.page > 1
        ? []
        : entries.referring('programme', 'topics', id).map((each) => toProgrammeCard(entries, each)),
  }));
}
