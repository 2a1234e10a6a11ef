import { documentPath, type Locale } from '@samleng/shared';
import type { Entries, Entry, PieceType } from '../content/entries.ts';
import { citationsOf } from './citations.ts';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import { t } from '../i18n/messages.ts';
import { toBody, type Body } from '../markdown/body.ts';
import { toPersonLine, type PersonLine } from './byline.ts';
import { toArticleCard, toInterviewCard, type ArticleCard, type InterviewCard } from './card.ts';
import { toPieceCloth } from './cloth.ts';
import { toFigure, type FigureView } from './figure.ts';
import { toImage, type ImageView } from './image.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toLink, toLinks, type Link } from './link.ts';
import { toListPage, type Pager } from './pager.ts';
import { isArticle, piecesOf } from './pieces.ts';
import { toShareImage } from './share-image.ts';
import type { SourceView } from './source.ts';
import { toProgrammeData } from './structured-data.ts';

export interface ProgrammeView {
  readonly kind: 'programme';
  readonly layout: LayoutView;
  readonly name: string;
  readonly mission: string;
  readonly phase: string;
  readonly startsOn: DateWords | null;
  readonly endsOn: DateWords | null;
  readonly organisation: Link | null;
  readonly partners: readonly Link[];
  readonly lead: PersonLine | null;
  readonly awaitingReview: boolean;
  readonly image: ImageView | null;
  readonly body: Body | undefined;
  readonly objectives: readonly string[];
  readonly figures: readonly FigureView[];
  /**
   * The articles that point to this programme, with the outlets that reported them. Of these and the
   * interviews together the newest; older-pieces.ts has the others.
   */
  readonly news: readonly ArticleCard[];
  readonly interviews: readonly InterviewCard[];
  readonly pager: Pager;
  readonly topics: readonly Link[];
  readonly sources: readonly SourceView[];
}

/** The page of a programme, written in the page's language. */
export function toProgrammePage(entries: Entries, entry: Entry<'programme'>): ProgrammeView {
  const { document } = entry;
  const { locale } = entries;
  const citations = citationsOf(document.sources, entries);
  const organisation = entries.byId('organisation', document.organisation);
  const lead = entries.byId('person', document.lead);
  const image = toImage(document.cover, 'cover', locale, locale);
  const { items, pager } = toListPage<PieceType>(
    entries,
    piecesOf('programme', document.documentId),
    'newest',
    (page) => documentPath(locale, 'programme', document.slug, page),
  );
  return {
    kind: 'programme',
    layout: toLayout(entries, {
      pathIn: (each: Locale) => documentPath(each, 'programme', document.slug),
      existsIn: entry.locales,
      title: document.name,
      description: document.mission,
      breadcrumbs: crumbsTo(locale, 'programme'),
      cloth: toPieceCloth(entries, document),
      share: toShareImage(entries, entry),
      modified: document.publishedAt,
      structuredData: [toProgrammeData(document, organisation ? toLink(entries, organisation) : null)],
    }),
    name: document.name,
    mission: document.mission,
    phase: t(locale, `phase.${document.phase}`),
    startsOn: toDateWords(locale, document.startsOn),
    endsOn: toDateWords(locale, document.endsOn),
    organisation: organisation ? toLink(entries, organisation) : null,
    partners: toLinks(entries, 'organisation', document.partners),
    lead: lead ? toPersonLine(entries, lead) : null,
    awaitingReview: document.awaitingReview,
    image,
    body: toBody(entries, entry, 'body'),
    objectives: document.objectives.map(({ text }) => text),
    figures: document.figures.map((figure) => toFigure(figure, locale, locale, citations)),
    news: items.flatMap((each) => (isArticle(each) ? [toArticleCard(entries, each)] : [])),
    interviews: items.flatMap((each) => (isArticle(each) ? [] : [toInterviewCard(entries, each)])),
    pager,
    topics: toLinks(entries, 'topic', document.topics),
    sources: citations.list(),
  };
}
