import { documentPath, otherLocales, type Locale } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { citationsOf } from './citations.ts';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import { measure, type TextLength } from '../i18n/reading-time.ts';
import { toBody, toRedirections, type Body, type Redirections } from '../markdown/body.ts';
import { toCorrections, type CorrectionView } from './article-page.ts';
import { toByline, toPersonLine, type PersonLine } from './byline.ts';
import { intervieweeOf, type ArticleCard, type InterviewCard } from './card.ts';
import { toPersonCloth, toPieceCloth, type ClothView } from './cloth.ts';
import { toFigure, type FigureView } from './figure.ts';
import { toImage, type ImageView } from './image.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toLinks, type Link } from './link.ts';
import { toNamedOrganisation, toNamedPerson, type Named } from './named.ts';
import { toSteps, type Steps } from './neighbours.ts';
import { toRelated } from './related.ts';
import { toShareImage } from './share-image.ts';
import type { SourceView } from './source.ts';
import { toArticleData, toPersonReference, toPublisher } from './structured-data.ts';
import { foundWords, withoutQuotes, type Words } from './words.ts';

/** Where the interview first appeared, when that was not here. */
export interface OriginalView {
  readonly title: Words;
  readonly outlet: Named | null;
  readonly author: Named | null;
  readonly published: DateWords | null;
  readonly url: string | null;
}

/** One question with its answer, which is Markdown. */
export interface ExchangeView {
  readonly question: string;
  readonly answer: string;
  /** Where the answer's links lead. */
  readonly redirections: Redirections;
}

/** Who answers: the name, and the biography at the end. */
export interface IntervieweeView {
  readonly line: PersonLine;
  readonly cloth: ClothView;
  readonly image: ImageView | null;
  readonly biography: Body | undefined;
  readonly lang?: Locale;
}

export interface InterviewView {
  readonly kind: 'interview';
  readonly layout: LayoutView;
  /** The person's line, without quotation marks. */
  readonly line: string;
  readonly summary: string;
  readonly interviewee: IntervieweeView | null;
  readonly interviewers: readonly PersonLine[];
  readonly published: DateWords;
  readonly conducted: DateWords | null;
  readonly awaitingReview: boolean;
  readonly corrections: readonly CorrectionView[];
  readonly cloth: ClothView;
  readonly image: ImageView | null;
  readonly introduction: Body | undefined;
  readonly exchanges: readonly ExchangeView[];
  readonly length: TextLength;
  readonly condensed: boolean;
  readonly condensedNote: string | null;
  readonly original: OriginalView | null;
  readonly figures: readonly FigureView[];
  readonly topics: readonly Link[];
  readonly programmes: readonly Link[];
  readonly sources: readonly SourceView[];
  readonly related: readonly (ArticleCard | InterviewCard)[];
  readonly steps: Steps;
}

/** The page of an interview, written in the page's language. */
export function toInterviewPage(entries: Entries, entry: Entry<'interview'>): InterviewView {
  const { document } = entry;
  const { locale } = entries;
  const citations = citationsOf(document.sources, entries);
  const interviewee = toInterviewee(entries, entry);
  const image = toImage(document.portrait, 'portrait', locale, locale) ?? interviewee?.image ?? null;
  const interviewers = toByline(entries, document.interviewers);
  const topics = toLinks(entries, 'topic', document.topics);
  const line = withoutQuotes(document.headline);
  const cloth = { ...toPieceCloth(entries, document), ...initial(interviewee) };
  const pathIn = (each: Locale) => documentPath(each, 'interview', document.slug);
  const layout = toLayout(entries, {
    pathIn,
    existsIn: entry.locales,
    title: document.headline,
    description: document.summary,
    breadcrumbs: crumbsTo(locale, 'interview'),
    cloth: { seed: cloth.seed, tint: cloth.tint },
    openGraph: 'article',
    share: toShareImage(entries, entry),
    published: document.publishedOn,
    modified: document.publishedAt,
  });
  const data = toArticleData(document, {
    existsIn: entry.locales,
    authors: interviewers.map(({ name }) => name),
    about: interviewee ? [toPersonReference(interviewee.line.name)] : [],
    topics,
    image,
    share: layout.share,
    publisher: toPublisher(locale, layout.siteName),
  });
  return {
    kind: 'interview',
    layout: { ...layout, structuredData: [data, ...layout.structuredData] },
    line,
    summary: document.summary,
    interviewee,
    interviewers,
    published: toDateWords(locale, document.publishedOn),
    conducted: toDateWords(locale, document.conductedOn),
    awaitingReview: document.awaitingReview,
    corrections: toCorrections(document.corrections, locale),
    cloth,
    image,
    introduction: toBody(entries, entry, 'introduction'),
    exchanges: document.exchanges.map(({ question, answer }) => ({
      question,
      answer,
      redirections: toRedirections(entries, document.locale, answer),
    })),
    length: measure(...document.exchanges.flatMap(({ question, answer }) => [question, answer])),
    condensed: document.condensed,
    condensedNote: document.condensedNote,
    original: toOriginal(entries, document.originalPublication),
    figures: document.figures.map((figure) => toFigure(figure, locale, locale, citations)),
    topics,
    programmes: toLinks(entries, 'programme', document.programmes),
    sources: citations.list(),
    related: toRelated(entries, entry),
    steps: toSteps(entries, entry),
  };
}

function toInterviewee(entries: Entries, entry: Entry<'interview'>): IntervieweeView | null {
  const who = intervieweeOf(entries, entry);
  if (!who) return null;
  const { document } = who;
  return {
    line: toPersonLine(entries, who),
    cloth: toPersonCloth(document),
    image: toImage(document.portrait, 'portrait', document.locale, entries.locale),
    biography: toBody(entries, who as Entry, 'biography'),
    ...(otherLocales(entries.locale).includes(document.locale) && { lang: document.locale }),
  };
}

function initial(interviewee: IntervieweeView | null): Pick<ClothView, 'initial'> {
  return interviewee?.cloth.initial ? { initial: interviewee.cloth.initial } : {};
}

function toOriginal(
  entries: Entries,
  original: Entry<'interview'>['document']['originalPublication'],
): OriginalView | null {
  if (!original) return null;
  const { outlet, author } = original;
  const page = entries.locale;
  return {
    title: foundWords(withoutQuotes(original.title), page),
    outlet: outlet === null ? null : toNamedOrganisation(entries, outlet),
    author: author === null ? null : toNamedPerson(entries, author),
    published: toDateWords(page, original.publishedOn),
    url: original.url,
  };
}
