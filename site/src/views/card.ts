import type { Locale } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import { joinWords } from '../i18n/lists.ts';
import { t } from '../i18n/messages.ts';
import { toPersonLine, type PersonLine } from './byline.ts';
import { toPersonCloth, toPieceCloth, type ClothView } from './cloth.ts';
import { toFigure, type FigureView } from './figure.ts';
import { toImage, type ImageView } from './image.ts';
import { hrefOf } from './link.ts';
import { toWords, withoutQuotes, type Words } from './words.ts';

interface CardBase {
  readonly href: string;
  readonly title: Words;
  /** The language the piece is written in, where the page's language does not have it yet. */
  readonly only: Locale | null;
  readonly cloth: ClothView;
}

export interface ArticleCard extends CardBase {
  readonly type: 'article';
  readonly kicker: string;
  readonly summary: Words;
  readonly date: DateWords;
  readonly image: ImageView | null;
  /** Where others reported it, as one line. */
  readonly outlets: string | null;
}

export interface InterviewCard extends CardBase {
  readonly type: 'interview';
  /** The person's line, without quotation marks. */
  readonly title: Words;
  readonly summary: Words;
  readonly who: PersonLine | null;
  readonly date: DateWords;
}

export interface ProgrammeCard extends CardBase {
  readonly type: 'programme';
  readonly mission: Words;
  readonly phase: string;
  readonly organisation: Words | null;
  readonly figure: FigureView | null;
}

export interface LeaderCard extends CardBase {
  readonly type: 'union-leader';
  readonly role: Words;
  readonly image: ImageView | null;
}

/** A document as lists show it. */
export type Card = ArticleCard | InterviewCard | ProgrammeCard | LeaderCard;

function base(entry: Entry, page: Locale) {
  const only = entry.translated ? null : entry.document.locale;
  return { only, words: (text: string) => toWords(text, entry.document.locale, page) };
}

export function toArticleCard(entries: Entries, entry: Entry<'article'>): ArticleCard {
  const { document } = entry;
  const { only, words } = base(entry, entries.locale);
  const outlets = [...new Set(document.coverage.map(({ outlet }) => outlet))];
  return {
    type: 'article',
    href: hrefOf(entry),
    title: words(document.title),
    only,
    cloth: toPieceCloth(entries, document),
    kicker: t(entries.locale, `kind.${document.kind}`),
    summary: words(document.summary),
    date: toDateWords(entries.locale, document.publishedOn),
    image: toImage(document.cover, 'cover', document.locale, entries.locale),
    outlets: outlets.length ? joinWords(entries.locale, outlets) : null,
  };
}

export function toInterviewCard(entries: Entries, entry: Entry<'interview'>): InterviewCard {
  const { document } = entry;
  const { only, words } = base(entry, entries.locale);
  const who = intervieweeOf(entries, entry);
  const name = who?.document.name;
  return {
    type: 'interview',
    href: hrefOf(entry),
    title: words(withoutQuotes(document.headline)),
    only,
    cloth: { ...toPieceCloth(entries, document), ...(name && toInitial(name)) },
    summary: words(document.summary),
    who: who ? toPersonLine(entries, who) : null,
    date: toDateWords(entries.locale, document.publishedOn),
  };
}

export function toProgrammeCard(entries: Entries, entry: Entry<'programme'>): ProgrammeCard {
  const { document } = entry;
  const { only, words } = base(entry, entries.locale);
  const organisation = entries.byId('organisation', document.organisation)?.document;
  const [figure] = document.figures;
  return {
    type: 'programme',
    href: hrefOf(entry),
    title: words(document.name),
    only,
    cloth: toPieceCloth(entries, document),
    mission: words(document.mission),
    phase: t(entries.locale, `phase.${document.phase}`),
    organisation: organisation ? toWords(organisation.name, organisation.locale, entries.locale) : null,
    figure: figure ? toFigure(figure, document.locale, entries.locale) : null,
  };
}

export function toLeaderCard(entries: Entries, entry: Entry<'union-leader'>): LeaderCard {
  const { document } = entry;
  const { only, words } = base(entry, entries.locale);
  return {
    type: 'union-leader',
    href: hrefOf(entry),
    title: words(document.name),
    only,
    cloth: toPersonCloth(document),
    role: words(document.role),
    image: toImage(document.portrait, 'portrait', document.locale, entries.locale),
  };
}

/** Who answers in an interview: a person or a union leader, or nobody while that one is not public. */
export function intervieweeOf(
  entries: Entries,
  { document }: Entry<'interview'>,
): Entry<'person'> | Entry<'union-leader'> | undefined {
  return entries.byId('person', document.interviewee) ?? entries.byId('union-leader', document.leader);
}

function toInitial(name: string): Pick<ClothView, 'initial'> {
  const { initial } = toPersonCloth({ slug: name, name });
  return initial ? { initial } : {};
}
