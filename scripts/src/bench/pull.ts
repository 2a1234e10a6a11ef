import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type ContentType, contentTypes, locales, parseFeedLine } from '@samleng/shared';

/** What a pull of everything brought, and how long it took. */
export interface PullResult {
  /** Versions of documents: one document in two languages counts twice. */
  readonly versions: number;
  readonly seconds: number;
}

/** Pulls the whole feed as any client could: a line at a time, each checked against the contract. */
export async function pullFeed(cmsUrl: string, token: string): Promise<PullResult> {
  const started = performance.now();
  const response = await ask(`${cmsUrl}/api/feed`, token);
  if (!response.body) throw new Error('The feed came without a body.');
  let versions = 0;
  let count: number | undefined;
  const body = Readable.fromWeb(response.body as ReadableStream);
  for await (const line of createInterface({ input: body, crlfDelay: Infinity })) {
    const document = parseFeedLine(line);
    if (document.type === 'trailer') count = document.count;
    else versions += 1;
  }
  if (count !== versions)
    throw new Error(`The feed sent ${versions} lines and a trailer that says ${count}.`);
  return { versions, seconds: secondsSince(started) };
}

/**
 * Pulls the same over Strapi's own REST interface, in its largest pages. Relations bring their ids
 * only, and nothing is checked: as little as a client of REST can get away with.
 */
export async function pullRest(cmsUrl: string, token: string): Promise<PullResult> {
  const started = performance.now();
  let versions = 0;
  for (const type of contentTypes) {
    if (type === 'site-settings') {
      for (const locale of locales) {
        const answer = await ask(`${cmsUrl}/api/${plurals[type]}?locale=${locale}&${populate(type)}`, token);
        if (((await answer.json()) as { data: unknown }).data) versions += 1;
      }
      continue;
    }
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const paging = `locale=*&sort=id&pagination[page]=${page}&pagination[pageSize]=100`;
      const answer = await ask(`${cmsUrl}/api/${plurals[type]}?${paging}&${populate(type)}`, token);
      const { data, meta } = (await answer.json()) as RestPage;
      versions += data.length;
      pages = meta.pagination.pageCount;
    }
  }
  return { versions, seconds: secondsSince(started) };
}

interface RestPage {
  readonly data: readonly unknown[];
  readonly meta: { readonly pagination: { readonly pageCount: number } };
}

/** The paths of Strapi's REST interface. */
const plurals: Readonly<Record<ContentType, string>> = {
  'site-settings': 'site-settings',
  topic: 'topics',
  organisation: 'organisations',
  person: 'people',
  'union-leader': 'union-leaders',
  programme: 'programmes',
  article: 'articles',
  interview: 'interviews',
  page: 'pages',
};

/** What REST has to be told to send along, so that it brings what the feed brings. */
const related: Readonly<Record<ContentType, { references?: string[]; components?: string[] }>> = {
  'site-settings': {
    references: ['leadArticle', 'leadInterview', 'homeProgrammes', 'homeLeaders', 'homeTopics'],
    components: ['navigation', 'donation', 'newsletter'],
  },
  topic: {},
  organisation: {},
  person: { references: ['organisation'], components: ['portrait.image'] },
  'union-leader': {
    references: ['union', 'topics'],
    components: ['portrait.image', 'timeline', 'quotes.source', 'consent.record', 'sources'],
  },
  programme: {
    references: ['organisation', 'partners', 'lead', 'topics'],
    components: ['objectives', 'figures.source', 'cover.image', 'sources'],
  },
  article: {
    references: ['authors', 'topics', 'programmes', 'leaders', 'relatedArticles', 'relatedInterviews'],
    components: ['cover.image', 'sources', 'coverage', 'corrections'],
  },
  interview: {
    references: [
      'interviewee',
      'leader',
      'interviewers',
      'topics',
      'programmes',
      'relatedArticles',
      'relatedInterviews',
    ],
    components: [
      'exchanges',
      'portrait.image',
      'figures.source',
      'sources',
      'originalPublication',
      'corrections',
    ],
  },
  page: { components: ['sources'] },
};

function populate(type: ContentType): string {
  const { references = [], components = [] } = related[type];
  return [
    ...references.map((field) => `populate[${field}][fields][0]=documentId`),
    ...components.map((path) => {
      const [field, inner] = path.split('.');
      return inner ? `populate[${field}][populate][${inner}]=true` : `populate[${field}]=true`;
    }),
  ].join('&');
}

async function ask(url: string, token: string): Promise<Response> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (response.ok) return response;
  throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
