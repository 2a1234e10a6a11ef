import { assertUnreachable, listPath, type ListedType, type Locale } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { toArticleCard, toInterviewCard, toLeaderCard, toProgrammeCard, type Card } from './card.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toListPages, type Pager } from './pager.ts';

export interface ListView {
  readonly kind: 'list';
  readonly type: ListedType;
  readonly layout: LayoutView;
  readonly title: string;
  readonly lead: string;
  readonly cards: readonly Card[];
  readonly pager: Pager;
}

/** The pages of a list: every document of a type, those of other languages too, labelled. */
export function toListPagesOf(entries: Entries, type: ListedType): ListView[] {
  const { locale } = entries;
  const title = t(locale, `section.${type}`);
  const lead = t(locale, `lead.${type}`);
  const pathOf = (page: number) => (each: Locale) => listPath(each, type, page);
  return toListPages(entries.all(type), (page) => pathOf(page)(locale)).map(({ items, pager }) => ({
    kind: 'list',
    type,
    layout: toLayout(entries, {
      pathIn: pathOf(pager.page),
      title:
        pager.page === 1
          ? title
          : `${title} · ${t(locale, 'list.page', { page: pager.page, pages: pager.pages })}`,
      description: lead,
      breadcrumbs: crumbsTo(locale),
      cloth: { seed: type, tint: type === 'interview' ? 'indigo' : 'red' },
    }),
    title,
    lead,
    cards: items.map((entry) => toCard(entries, entry)),
    pager,
  }));
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
