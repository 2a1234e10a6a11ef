import { homePath } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
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

/** How much of each the front page shows. */
const shown = { latest: 6, programmes: 4, leaders: 6 } as const;

export interface HomeView {
  readonly kind: 'home';
  readonly layout: LayoutView;
  readonly lead: { readonly card: ArticleCard; readonly byline: readonly PersonLine[] } | null;
  readonly interview: InterviewCard | null;
  readonly latest: readonly (ArticleCard | InterviewCard)[];
  readonly programmes: readonly ProgrammeCard[];
  readonly leaders: readonly LeaderCard[];
  readonly topics: readonly Link[];
}

/**
 * The front page. Nobody has to pick anything: the newest article in the page's language leads, the
 * newest interview speaks, and what leads is not repeated below.
 */
export function toHomePage(entries: Entries): HomeView {
  const { locale } = entries;
  const articles = entries.all('article');
  const interviews = entries.all('interview');
  const lead = articles.find((entry) => entry.translated) ?? articles[0];
  const interview = interviews.find((entry) => entry.translated) ?? interviews[0];
  const layout = toLayout(entries, { pathIn: homePath, title: null });
  return {
    kind: 'home',
    layout: {
      ...layout,
      structuredData: [toSiteData(locale, layout.siteName, layout.description), ...layout.structuredData],
    },
    lead: lead
      ? { card: toArticleCard(entries, lead), byline: toByline(entries, lead.document.authors) }
      : null,
    interview: interview ? toInterviewCard(entries, interview) : null,
    latest: [...newestBut(articles, lead), ...newestBut(interviews, interview)]
      .sort(newestFirst)
      .slice(0, shown.latest)
      .map((entry) => toPieceCard(entries, entry)),
    programmes: entries
      .all('programme')
      .slice(0, shown.programmes)
      .map((entry) => toProgrammeCard(entries, entry)),
    leaders: entries
      .all('union-leader')
      .slice(0, shown.leaders)
      .map((entry) => toLeaderCard(entries, entry)),
    topics: entries.all('topic').map((entry) => toLink(entries, entry)),
  };
}

/** As many of a list as can be shown, without the one that is shown already. */
function newestBut(list: readonly Piece[], one: Piece | undefined): Piece[] {
  return list.slice(0, shown.latest + 1).filter((entry) => entry !== one);
}
