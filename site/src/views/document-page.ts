import { assertUnreachable, type PagedType } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { toArticlePage, type ArticleView } from './article-page.ts';
import { toHomePage, type HomeView } from './home-page.ts';
import { toInterviewPage, type InterviewView } from './interview-page.ts';
import { toLeaderPage, type LeaderView } from './leader-page.ts';
import { toOrganisationPage, type OrganisationView } from './organisation-page.ts';
import { toPersonPage, type PersonView } from './person-page.ts';
import { toProgrammePage, type ProgrammeView } from './programme-page.ts';
import { toStaticPage, type StaticView } from './static-page.ts';
import { toTopicView, type TopicView } from './topic-page.ts';

/** What shows one document. `DocumentPage.astro` renders it by its kind. */
export type DocumentView =
  | ArticleView
  | InterviewView
  | ProgrammeView
  | LeaderView
  | PersonView
  | OrganisationView
  | TopicView
  | StaticView
  | HomeView;

/**
 * The page of one document; of a topic the one with its newest pieces. The site's settings show on
 * the front page.
 * @param entry the document, written in the language of `entries`.
 * @param elsewhere the content as the other languages see it.
 */
export function toDocumentPage(
  entries: Entries,
  entry: Entry<PagedType | 'site-settings'>,
  elsewhere: readonly Entries[],
): DocumentView {
  const { type } = entry.document;
  switch (type) {
    case 'article':
      return toArticlePage(entries, entry as Entry<'article'>);
    case 'interview':
      return toInterviewPage(entries, entry as Entry<'interview'>);
    case 'programme':
      return toProgrammePage(entries, entry as Entry<'programme'>);
    case 'union-leader':
      return toLeaderPage(entries, entry as Entry<'union-leader'>, elsewhere);
    case 'person':
      return toPersonPage(entries, entry as Entry<'person'>, 'newest', elsewhere);
    case 'organisation':
      return toOrganisationPage(entries, entry as Entry<'organisation'>);
    case 'topic':
      return toTopicView(entries, entry as Entry<'topic'>, 'newest');
    case 'page':
      return toStaticPage(entries, entry as Entry<'page'>);
    case 'site-settings':
      return toHomePage(entries);
    default:
      return assertUnreachable(type);
  }
}
