import { documentPath, type Locale, type PageNumber } from '@samleng/shared';
import type { Entries, Entry, PieceType } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
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
import { hrefOf } from './link.ts';
import { toListPage, type Pager } from './pager.ts';
import { piecesOf, toPieceCard } from './pieces.ts';
import { toShareImage } from './share-image.ts';
import { toCollectionData } from './structured-data.ts';

export interface TopicView {
  readonly kind: 'topic';
  readonly layout: LayoutView;
  readonly name: string;
  readonly summary: string | null;
  readonly pieces: readonly (ArticleCard | InterviewCard)[];
  readonly pager: Pager;
  /** Only with the newest pieces. */
  readonly leaders: readonly LeaderCard[];
  readonly programmes: readonly ProgrammeCard[];
}

/** A page of a topic: its pieces newest first; its leaders and programmes with the newest of them. */
export function toTopicView(entries: Entries, entry: Entry<'topic'>, page: PageNumber): TopicView {
  const { document } = entry;
  const { locale } = entries;
  const id = document.documentId;
  const pathIn = (each: Locale) => documentPath(each, 'topic', document.slug, page);
  const { items, pager } = toListPage<PieceType>(entries, piecesOf('topic', id), page, (other) =>
    documentPath(locale, 'topic', document.slug, other),
  );
  const isNewest = page === 'newest';
  return {
    kind: 'topic',
    layout: toLayout(entries, {
      pathIn,
      existsIn: entry.locales,
      title: isNewest ? document.name : `${document.name} · ${t(locale, 'list.page', { page })}`,
      ...(document.summary && { description: document.summary }),
      breadcrumbs: crumbsTo(locale),
      cloth: { seed: document.slug, tint: topicTint(document.slug) },
      share: toShareImage(entries, entry),
      modified: document.publishedAt,
      structuredData: [
        toCollectionData(
          { locale, path: pathIn(locale), name: document.name, description: document.summary },
          items.map(hrefOf),
        ),
      ],
    }),
    name: document.name,
    summary: document.summary,
    pieces: items.map((each) => toPieceCard(entries, each)),
    pager,
    leaders: isNewest
      ? entries.referring('union-leader', 'topics', id).map((each) => toLeaderCard(entries, each))
      : [],
    programmes: isNewest
      ? entries.referring('programme', 'topics', id).map((each) => toProgrammeCard(entries, each))
      : [],
  };
}
