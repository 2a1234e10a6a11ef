import { documentPath, type Locale } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { toPersonLine, type PersonLine } from './byline.ts';
import { toLeaderCard, toProgrammeCard, type LeaderCard, type ProgrammeCard } from './card.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toShareImage } from './share-image.ts';
import { toOrganisationReference } from './structured-data.ts';

export interface OrganisationView {
  readonly kind: 'organisation';
  readonly layout: LayoutView;
  readonly name: string;
  readonly abbreviation: string | null;
  readonly kicker: string;
  readonly summary: string | null;
  readonly url: string | null;
  readonly leaders: readonly LeaderCard[];
  readonly people: readonly PersonLine[];
  readonly runs: readonly ProgrammeCard[];
  readonly partnerIn: readonly ProgrammeCard[];
}

/** The page of an organisation, written in the page's language. */
export function toOrganisationPage(entries: Entries, entry: Entry<'organisation'>): OrganisationView {
  const { document } = entry;
  const { locale } = entries;
  const id = document.documentId;
  const pathIn = (each: Locale) => documentPath(each, 'organisation', document.slug);
  const programmes = (field: string) =>
    entries.referring('programme', field, id).map((each) => toProgrammeCard(entries, each));
  return {
    kind: 'organisation',
    layout: toLayout(entries, {
      pathIn,
      existsIn: entry.locales,
      title: document.name,
      ...(document.summary && { description: document.summary }),
      breadcrumbs: crumbsTo(locale),
      cloth: { seed: document.slug, tint: 'ink' },
      share: toShareImage(entries, entry),
      modified: document.publishedAt,
      structuredData: [
        {
          ...toOrganisationReference({ href: pathIn(locale), text: document.name }),
          ...(document.abbreviation && { alternateName: document.abbreviation }),
          ...(document.summary && { description: document.summary }),
          ...(document.url && { sameAs: document.url }),
        },
      ],
    }),
    name: document.name,
    abbreviation: document.abbreviation,
    kicker: t(locale, `organisation.${document.kind}`),
    summary: document.summary,
    url: document.url,
    leaders: entries.referring('union-leader', 'union', id).map((each) => toLeaderCard(entries, each)),
    people: entries.referring('person', 'organisation', id).map((each) => toPersonLine(entries, each)),
    runs: programmes('organisation'),
    partnerIn: programmes('partners'),
  };
}
