import { assertUnreachable, listPath, type ListedType, type Locale, type PageNumber } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { toArticleCard, toInterviewCard, toLeaderCard, toProgrammeCard, type Card } from './card.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { hrefOf } from './link.ts';
import { toListPage, type Pager } from './pager.ts';
import { toCollectionData } from './structured-data.ts';

export interface ListView {
  readonly kind: 'list';
  readonly type: ListedType;
  readonly layout: LayoutView;
  readonly title: string;
  readonly lead: string;
  readonly cards: readonly Card[];
  readonly pager: Pager;
}

/** A page of the list of a type: every document, those of other languages too, labelled. */
export function toListView(entries: Entries, type: ListedType, page: PageNumber): ListView {
  const { locale } = entries;
  const title = t(locale, `section.${type}`);
  const lead = t(locale, `lead.${type}`);
  const pathIn = (each: Locale) => listPath(each, type, page);
  const { items, pager } = toListPage(entries, { all: type }, page, (other) => listPath(locale, type, other));
  return {
    kind: 'list',
    type,
    layout: toLayout(entries, {
      pathIn,
      title: page === 'newest' ? title : `${title} · ${t(locale, 'list.page', { page })}`,
      description: lead,
      breadcrumbs: crumbsTo(locale),
      cloth: { seed: type, tint: type === 'interview' ? 'indigo' : 'red' },
      feedsOf: type,
      structuredData: [
        toCollectionData(
          { locale, path: pathIn(locale), name: title, description: lead },
          items.map((entry) => hrefOf(entry)),
        ),
      ],
    }),
    title,
    lead,
    cards: items.map((entry) => toCard(entries, entry)),
    pager,
  };
}

/** A document of any listed type as lists show it. */
export function toCard(entries: Entries, entry: Entry<ListedType>): Card {
  const { type } = entry.document;
  switch (type) {
    case 'article':
      return toArticleCard(entries, entry as Entry<'article'>);
    case 'interview':
      return toInterviewCard(entries, entry as Entry<'interview'>);
    case 'programme':
      return toProgrammeCard(entries, entry as Entry<'programme'>);
    case 'union-leader':
      return toLeaderCard(entries, entry as Entry<'union-leader'>);
    default:
      return assertUnreachable(type);
  }
}
