import { contracts, type ContentType, type DocumentOf, type Locale } from '@samleng/shared';

/** The least that each type needs; synthetic, so that tests do not lean on curated words. */
const minimal = {
  article: {
    title: 'A story',
    slug: 'a-story',
    summary: 'In short.',
    body: 'Some words.',
    kind: 'news',
    publishedOn: '2026-01-01',
    cover: null,
    authors: [],
    topics: [],
    programmes: [],
    leaders: [],
    relatedArticles: [],
    relatedInterviews: [],
    sources: [],
    coverage: [],
    corrections: [],
    awaitingReview: false,
  },
  interview: {
    headline: 'Somebody speaks',
    slug: 'somebody-speaks',
    summary: 'In short.',
    strongestLine: null,
    introduction: null,
    exchanges: [{ question: 'A question?', answer: 'An answer.' }],
    interviewee: 'a-person',
    leader: null,
    interviewers: [],
    conductedOn: null,
    publishedOn: '2026-01-01',
    portrait: null,
    figures: [],
    sources: [],
    topics: [],
    programmes: [],
    relatedArticles: [],
    relatedInterviews: [],
    condensed: false,
    condensedNote: null,
    originalPublication: null,
    corrections: [],
    awaitingReview: false,
  },
  'site-settings': {
    name: 'A site',
    tagline: 'It speaks',
    description: 'A site that speaks.',
    navigation: [],
    footerNote: null,
    leadArticle: null,
    leadInterview: null,
    homeProgrammes: [],
    homeLeaders: [],
    homeTopics: [],
    khmerNumerals: false,
    donation: null,
    newsletter: null,
  },
  topic: { name: 'A topic', slug: 'a-topic', summary: null },
  person: {
    name: 'A person',
    slug: 'a-person',
    role: null,
    organisation: null,
    portrait: null,
    biography: null,
  },
  page: {
    title: 'A page',
    slug: 'a-page',
    summary: null,
    body: 'Some words.',
    sources: [],
    awaitingReview: false,
  },
} as const satisfies Partial<Record<ContentType, unknown>>;

/** A document that keeps the contract, with what the test wants to be different. */
export function make<T extends keyof typeof minimal>(
  type: T,
  documentId: string,
  more: Partial<DocumentOf<T>> = {},
  locale: Locale = 'en',
): DocumentOf<T> {
  const document = {
    type,
    documentId,
    locale,
    publishedAt: '2026-01-01T08:00:00.000Z',
    inlineMedia: [],
    ...minimal[type],
    ...more,
  };
  return contracts[type].schema.parse(document) as DocumentOf<T>;
}

/** The lines of a feed: documents or tombstones, then the trailer. */
export function feedOf(
  lines: readonly object[],
  trailer: Partial<{ revision: number; count: number; log: string; settled: boolean }> = {},
): string {
  const last = { type: 'trailer', revision: 7, count: lines.length, log: 'log-a', settled: true, ...trailer };
  return [...lines, last].map((line) => JSON.stringify(line) + '\n').join('');
}
