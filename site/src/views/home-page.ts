import { homePath, type ListedType } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import {
  toArticleCard,
  toInterviewCard,
  toLeaderCard,
  toProgrammeCard,
  type ArticleCard,
  type InterviewCard,
  type LeaderCard,
  type ProgrammeCard,
} from './card.ts';
import { toByline, type PersonLine } from './byline.ts';
import { toLayout, type LayoutView } from './layout.ts';
import { toLink, type Link } from './link.ts';
import { newestFirst, toPieceCard, type Piece } from './pieces.ts';
import { toSiteData } from './structured-data.ts';
import { toWords, withoutQuotes, type Words } from './words.ts';

/** How much of each the front page shows. */
const shown = { latest: 6, programmes: 4, leaders: 6, topics: 24 } as const;

export interface HomeView {
  readonly kind: 'home';
  readonly layout: LayoutView;
  readonly lead: { readonly card: ArticleCard; readonly byline: readonly PersonLine[] } | null;
  readonly interview: {
    readonly card: InterviewCard;
    /** The strongest line, without quotation marks. */
    readonly line: Words;
  } | null;
  readonly latest: readonly (ArticleCard | InterviewCard)[];
  readonly programmes: readonly ProgrammeCard[];
  readonly leaders: readonly LeaderCard[];
  readonly topics: readonly Link[];
}

/**
 * The front page: what the editors picked, in their order, and where they picked nothing, what is
 * newest and written in the page's language. What leads is not repeated below.
 */
export function toHomePage(entries: Entries): HomeView {
  const { locale } = entries;
  const picks = entries.settings()?.document;
  const articles = entries.all('article');
  const interviews = entries.all('interview');
  const newest = <T extends ListedType>(list: readonly Entry<T>[]) =>
    list.find((entry) => entry.translated) ?? list[0];
  const lead = entries.byId('article', picks?.leadArticle ?? null) ?? newest(articles);
  const interview = entries.byId('interview', picks?.leadInterview ?? null) ?? newest(interviews);
  const layout = toLayout(entries, { pathIn: homePath, title: null, feedsOf: null });
  return {
    kind: 'home',
    layout: {
      ...layout,
      structuredData: [toSiteData(locale, layout.siteName, layout.description), ...layout.structuredData],
    },
    lead: lead
      ? { card: toArticleCard(entries, lead), byline: toByline(entries, lead.document.authors) }
      : null,
    interview: interview
      ? { card: toInterviewCard(entries, interview), line: lineOf(interview, entries) }
      : null,
    latest: [...newestBut(articles, lead), ...newestBut(interviews, interview)]
      .sort(newestFirst)
      .slice(0, shown.latest)
      .map((entry) => toPieceCard(entries, entry)),
    programmes: filledUp(entries, 'programme', picks?.homeProgrammes, shown.programmes).map((entry) =>
      toProgrammeCard(entries, entry),
    ),
    leaders: filledUp(entries, 'union-leader', picks?.homeLeaders, shown.leaders).map((entry) =>
      toLeaderCard(entries, entry),
    ),
    topics: filledUp(entries, 'topic', picks?.homeTopics, shown.topics).map((entry) =>
      toLink(entries, entry),
    ),
  };
}

/** The words that stand for an interview: the strongest of them, or the headline. */
function lineOf({ document }: Entry<'interview'>, { locale }: Entries): Words {
  const line = document.strongestLine ?? document.headline;
  return toWords(withoutQuotes(line), document.locale, locale);
}

/** What editors picked first, then the others as they come. */
function filledUp<T extends 'programme' | 'union-leader' | 'topic'>(
  entries: Entries,
  type: T,
  picked: readonly string[] = [],
  count: number,
): Entry<T>[] {
  return [...new Set([...entries.resolve(type, picked), ...entries.all(type)])].slice(0, count);
}

/** As many of a list as can be shown, without the one that is shown already. */
function newestBut(list: readonly Piece[], one: Piece | undefined): Piece[] {
  return list.slice(0, shown.latest + 1).filter((entry) => entry !== one);
}
