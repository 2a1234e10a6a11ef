import { assertUnreachable, type ContentType, type Document, folders } from '@samleng/shared';

/** Slugs by type and documentId, of what the feed has brought so far: what is named comes first. */
export type Addresses = Map<string, string>;

/** A file of a Hugo site, its path from the site's folder. */
export interface HugoFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A document as Hugo likes it: front matter in JSON, which it reads fastest, and Markdown. Topics and
 * people are taxonomies, whose terms list their pages without anybody searching; so are, without
 * pages of their own, the pieces on a leader and the news of a programme.
 */
export function toHugoFile(document: Document, slugs: Addresses): HugoFile {
  const { locale } = document;
  const slugOf = (type: ContentType, id: string | null) => (id === null ? null : slugs.get(`${type} ${id}`));
  const slugsOf = (type: ContentType, ids: readonly string[]) => ids.map((id) => slugOf(type, id));
  const file = (path: string, front: object, body: string | null = ''): HugoFile => ({
    path: `content/${locale}/${path}`,
    text: `${JSON.stringify(front, null, 1)}\n\n${body ?? ''}\n`,
  });
  const page = (front: object, body: string | null, type: keyof typeof folders, slug: string) =>
    file(folders[type] ? `${folders[type]}/${slug}.md` : `${slug}.md`, front, body);
  const term = (front: object, body: string | null, taxonomy: string, slug: string) =>
    file(`${taxonomy}/${slug}/_index.md`, front, body);

  switch (document.type) {
    case 'site-settings': {
      const { name, tagline, description, navigation, footerNote } = document;
      const data = { name, tagline, description, navigation, footerNote };
      return { path: `data/settings/${locale}.json`, text: JSON.stringify(data) };
    }
    case 'topic':
      return term({ title: document.name, description: document.summary }, null, 'topics', document.slug);
    case 'person': {
      const { name, role, biography, slug } = document;
      const organisation = slugOf('organisation', document.organisation);
      return term({ title: name, role, organisation }, biography, 'people', slug);
    }
    case 'organisation': {
      const { name, summary, kind, url, abbreviation, slug } = document;
      const front = { title: name, description: summary, kind, address: url, abbreviation };
      return page(front, null, 'organisation', slug);
    }
    case 'union-leader': {
      const { name, role, summary, biography, timeline, quotes, consent, sources, slug } = document;
      // Not `topics`: the lists of a topic hold articles and interviews.
      const about = slugsOf('topic', document.topics);
      const union = slugOf('organisation', document.union);
      const front = {
        title: name,
        description: summary,
        role,
        union,
        timeline,
        quotes,
        consent,
        about,
        sources,
      };
      return page(front, biography, 'union-leader', slug);
    }
    case 'programme': {
      const { name, mission, body, phase, startsOn, endsOn, objectives, figures, sources, slug } = document;
      const named = {
        about: slugsOf('topic', document.topics),
        organisation: slugOf('organisation', document.organisation),
        partners: slugsOf('organisation', document.partners),
        lead: slugOf('person', document.lead),
      };
      const front = {
        title: name,
        description: mission,
        phase,
        startsOn,
        endsOn,
        objectives,
        figures,
        sources,
      };
      return page({ ...front, ...named }, body, 'programme', slug);
    }
    case 'article': {
      const { title, summary, body, kind, publishedOn, sources, coverage, corrections, slug } = document;
      const named = {
        people: slugsOf('person', document.authors),
        topics: slugsOf('topic', document.topics),
        programmepieces: slugsOf('programme', document.programmes),
        leaderpieces: slugsOf('union-leader', document.leaders),
      };
      const front = { title, description: summary, date: publishedOn, kind, sources, coverage, corrections };
      return page({ ...front, ...named, awaitingReview: document.awaitingReview }, body, 'article', slug);
    }
    case 'interview': {
      const { headline, summary, introduction, exchanges, publishedOn, figures, sources, slug } = document;
      const { interviewee, interviewers, leader, condensedNote } = document;
      const named = {
        interviewers: slugsOf('person', interviewers),
        interviewee: slugOf('person', interviewee),
        leader: slugOf('union-leader', leader),
        people: slugsOf('person', [...new Set([...interviewers, ...(interviewee ? [interviewee] : [])])]),
        topics: slugsOf('topic', document.topics),
        programmepieces: slugsOf('programme', document.programmes),
        leaderpieces: leader ? slugsOf('union-leader', [leader]) : [],
      };
      const front = { title: headline, description: summary, date: publishedOn, exchanges, figures, sources };
      const rest = { condensedNote, awaitingReview: document.awaitingReview };
      return page({ ...front, ...named, ...rest }, introduction, 'interview', slug);
    }
    case 'page': {
      const { title, summary, body, sources, slug } = document;
      return page({ title, description: summary, sources }, body, 'page', slug);
    }
    default:
      return assertUnreachable(document);
  }
}
