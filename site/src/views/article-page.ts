import { documentPath } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { citationsOf } from './citations.ts';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import { t } from '../i18n/messages.ts';
import { toBody, type Body } from '../markdown/body.ts';
import { toByline, type PersonLine } from './byline.ts';
import type { ArticleCard, InterviewCard } from './card.ts';
import { toPieceCloth } from './cloth.ts';
import { toImage, type ImageView } from './image.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toLinks, type Link } from './link.ts';
import { toNamedOrganisation, type Named } from './named.ts';
import { toSteps, type Steps } from './neighbours.ts';
import { toRelated } from './related.ts';
import { toShareImage } from './share-image.ts';
import type { SourceView } from './source.ts';
import { toArticleData, toPersonReference, toPublisher } from './structured-data.ts';
import { foundWords, type Words } from './words.ts';

/** What was wrong, and since when it is right. */
export interface CorrectionView {
  readonly date: DateWords;
  readonly text: string;
}

/** Where others reported the same thing. */
export interface CoverageView {
  readonly outlet: Named;
  readonly title: Words;
  readonly url: string | null;
  readonly published: DateWords | null;
}

export interface ArticleView {
  readonly kind: 'article';
  readonly layout: LayoutView;
  readonly kicker: string;
  readonly title: string;
  readonly summary: string;
  readonly byline: readonly PersonLine[];
  readonly published: DateWords;
  readonly awaitingReview: boolean;
  readonly corrections: readonly CorrectionView[];
  readonly image: ImageView | null;
  readonly body: Body | undefined;
  readonly topics: readonly Link[];
  readonly leaders: readonly Link[];
  readonly programmes: readonly Link[];
  readonly coverage: readonly CoverageView[];
  readonly sources: readonly SourceView[];
  readonly related: readonly (ArticleCard | InterviewCard)[];
  readonly steps: Steps;
}

/** The page of an article, written in the page's language. */
export function toArticlePage(entries: Entries, entry: Entry<'article'>): ArticleView {
  const { document } = entry;
  const { locale } = entries;
  const image = toImage(document.cover, 'cover', locale, locale);
  const byline = toByline(entries, document.authors);
  const topics = toLinks(entries, 'topic', document.topics);
  const leaders = toLinks(entries, 'union-leader', document.leaders);
  const pathIn = (each: typeof locale) => documentPath(each, 'article', document.slug);
  const layout = toLayout(entries, {
    pathIn,
    existsIn: entry.locales,
    title: document.title,
    description: document.summary,
    breadcrumbs: crumbsTo(locale, 'article'),
    cloth: toPieceCloth(entries, document),
    openGraph: 'article',
    share: toShareImage(entries, entry),
    published: document.publishedOn,
    modified: document.publishedAt,
  });
  const data = toArticleData(document, {
    existsIn: entry.locales,
    authors: byline.map(({ name }) => name),
    about: leaders.map(toPersonReference),
    topics,
    image,
    share: layout.share,
    publisher: toPublisher(locale, layout.siteName),
  });
  return {
    kind: 'article',
    layout: { ...layout, structuredData: [data, ...layout.structuredData] },
    kicker: t(locale, `kind.${document.kind}`),
    title: document.title,
    summary: document.summary,
    byline,
    published: toDateWords(locale, document.publishedOn),
    awaitingReview: document.awaitingReview,
    corrections: toCorrections(document.corrections, locale),
    image,
    body: toBody(entries, entry, 'body'),
    topics,
    leaders,
    programmes: toLinks(entries, 'programme', document.programmes),
    coverage: document.coverage.map(({ outlet, title, url, publishedOn }) => ({
      outlet: toNamedOrganisation(entries, outlet),
      title: foundWords(title, locale),
      url,
      published: toDateWords(locale, publishedOn),
    })),
    sources: citationsOf(document.sources, entries).list(),
    related: toRelated(entries, entry),
    steps: toSteps(entries, entry),
  };
}

/** Corrections, the latest first. */
export function toCorrections(
  corrections: readonly { readonly date: string; readonly text: string }[],
  locale: Entries['locale'],
): CorrectionView[] {
  return [...corrections]
    .sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0))
    .map(({ date, text }) => ({ date: toDateWords(locale, date), text }));
}
