import {
  articleKinds,
  type ContentType,
  contentTypes,
  type Document,
  type DocumentOf,
  type Locale,
} from '@samleng/shared';
import { benchTopic, type CorpusPlan, idOf, isOnBenchTopic } from './corpus-plan.ts';
import { Prose } from './prose.ts';
import { Chance } from './random.ts';

/** About the length of an article, in bytes of UTF-8. */
const bodyBytes = 6000;

/** What a document is made from. */
export interface Order {
  readonly plan: CorpusPlan;
  readonly seed: number;
  readonly number: number;
  readonly locale: Locale;
}

type Header = 'type' | 'documentId' | 'locale' | 'publishedAt' | 'inlineMedia';
type Fields<T extends ContentType> = Omit<DocumentOf<T>, Header>;
type Make<T extends ContentType> = (order: Order, chance: Chance, prose: Prose) => Fields<T>;

/**
 * One document of the corpus in one language.
 * What all languages share is drawn from one stream, what is written once a language from another.
 */
export function makeDocument(type: ContentType, order: Order): Document {
  const { seed, number, locale } = order;
  const place = contentTypes.indexOf(type) * 1_000_003 + number;
  const chance = new Chance(seed, place * 3);
  const prose = new Prose(locale, new Chance(seed, place * 3 + (locale === 'en' ? 1 : 2)));
  const make = makers[type] as Make<ContentType>;
  const fields: Readonly<Record<string, unknown>> = make(order, chance, prose);
  const day = fields['publishedOn'] ?? '2014-01-06';
  return {
    type,
    documentId: idOf(type, number),
    locale,
    publishedAt: `${String(day)}T01:00:00.000Z`,
    ...fields,
    inlineMedia: [],
  } as unknown as Document;
}

const makers: { readonly [T in ContentType]: Make<T> } = {
  'site-settings': ({ locale }) => ({
    name: locale === 'en' ? 'The corpus' : 'បណ្តុំអត្ថបទសាកល្បង',
    tagline: locale === 'en' ? 'Made to be measured' : 'បង្កើតឡើងសម្រាប់វាស់ល្បឿន',
    description:
      locale === 'en'
        ? 'A newsroom that a program wrote, to measure how long a publish takes.'
        : 'បន្ទប់ព័ត៌មានដែលសរសេរដោយកម្មវិធី ដើម្បីវាស់ថាការផ្សាយចំណាយពេលប៉ុន្មាន។',
    navigation: [
      { label: locale === 'en' ? 'Articles' : 'អត្ថបទ', href: '/articles/' },
      { label: locale === 'en' ? 'Interviews' : 'បទសម្ភាសន៍', href: '/interviews/' },
      { label: locale === 'en' ? 'Programmes' : 'កម្មវិធី', href: '/programmes/' },
      { label: locale === 'en' ? 'Union leaders' : 'មេដឹកនាំសហជីព', href: '/leaders/' },
      { label: locale === 'en' ? 'About' : 'អំពីយើង', href: '/about/' },
    ],
    footerNote: locale === 'en' ? 'Nothing here happened.' : 'គ្មានរឿងណាមួយនៅទីនេះបានកើតឡើងពិតទេ។',
    // Picks name what comes later in the feed, which the loader does not take.
    leadArticle: null,
    leadInterview: null,
    homeProgrammes: [],
    homeLeaders: [],
    homeTopics: [],
    khmerNumerals: false,
    donation: null,
    newsletter: null,
  }),

  topic: ({ number, locale }, _chance, prose) => ({
    name: isBenchTopic(number)
      ? { en: 'The measured topic', km: 'ប្រធានបទសម្រាប់វាស់' }[locale]
      : `${prose.word('topics')} ${number}`,
    slug: isBenchTopic(number) ? benchTopic.slug : `topic-${number}`,
    summary: prose.sentence(),
  }),

  organisation: ({ number, locale }, chance, prose) => ({
    name: { en: `Organisation ${number}`, km: `អង្គការទី ${number}` }[locale],
    slug: `organisation-${number}`,
    abbreviation: chance.happens(0.5) ? `ORG${number}` : null,
    kind: number % 2 === 0 ? 'union' : chance.pick(['ngo', 'agency', 'media']),
    summary: prose.sentence(),
    url: chance.happens(0.7) ? `https://example.org/organisations/${number}` : null,
  }),

  person: ({ plan, number, locale }, chance, prose) => ({
    name: { en: `Writer ${number}`, km: `អ្នកនិពន្ធទី ${number}` }[locale],
    slug: `writer-${number}`,
    role: { en: 'Reporter', km: 'អ្នកយកព័ត៌មាន' }[locale],
    organisation: one('organisation', chance, plan),
    portrait: null,
    biography: prose.markdown(600),
  }),

  'union-leader': ({ plan, number, locale }, chance, prose) => ({
    name: { en: `Leader ${number}`, km: `មេដឹកនាំទី ${number}` }[locale],
    slug: `leader-${number}`,
    role: { en: 'Chair of the union', km: 'ប្រធានសហជីព' }[locale],
    union: one('organisation', chance, plan),
    portrait: null,
    summary: prose.sentences(2),
    biography: prose.markdown(2500),
    timeline: [2004, 2011, 2019].map((year) => ({ year, text: prose.sentence() })),
    quotes: [{ text: prose.sentence(), source: source(chance), translated: locale === 'km' }],
    consent: { basis: 'public-record', date: '2025-02-03', reviewedOn: null, record: source(chance) },
    topics: otherTopics(chance, plan, 2),
    sources: sources(chance, 2),
    awaitingReview: locale === 'km',
  }),

  programme: ({ plan, number, locale }, chance, prose) => ({
    name: { en: `Programme ${number}`, km: `កម្មវិធីទី ${number}` }[locale],
    slug: `programme-${number}`,
    mission: prose.sentence(),
    body: prose.markdown(bodyBytes / 2),
    organisation: one('organisation', chance, plan),
    partners: some('organisation', chance, plan, 2),
    lead: one('person', chance, plan),
    phase: chance.pick(['planned', 'active', 'completed']),
    startsOn: '2021-01-15',
    endsOn: chance.happens(0.5) ? '2024-12-31' : null,
    objectives: [1, 2, 3].map(() => ({ text: prose.sentence() })),
    figures: [1, 2].map(() => figure(chance, prose)),
    cover: null,
    topics: otherTopics(chance, plan, 2),
    sources: sources(chance, 2),
    awaitingReview: locale === 'km',
  }),

  article: ({ plan, number, locale }, chance, prose) => ({
    title: prose.title(),
    slug: `story-${number}-${chance.pick(['wages', 'hours', 'safety', 'talks', 'training', 'health'])}`,
    summary: prose.sentences(2),
    body: prose.markdown(bodyBytes),
    kind: chance.pick([...articleKinds]),
    publishedOn: dayOf(number, plan.article),
    cover: null,
    authors: some('person', chance, plan, chance.between(1, 2)),
    topics: [
      ...(isOnBenchTopic(plan, number) ? [idOf('topic', benchTopic.number)] : []),
      ...otherTopics(chance, plan, chance.between(1, 2)),
    ],
    programmes: chance.happens(0.2) ? some('programme', chance, plan, 1) : [],
    leaders: chance.happens(0.1) ? some('union-leader', chance, plan, 1) : [],
    relatedArticles: [],
    relatedInterviews: [],
    sources: sources(chance, chance.between(1, 3)),
    coverage: chance.happens(0.15)
      ? [
          {
            outlet: 'The Example Gazette',
            title: 'Seen elsewhere',
            url: address(chance),
            publishedOn: '2025-03',
          },
        ]
      : [],
    corrections: chance.happens(0.03) ? [{ date: '2026-05-01', text: prose.sentence() }] : [],
    awaitingReview: locale === 'km',
  }),

  interview: ({ plan, number, locale }, chance, prose) => {
    const byLeader = chance.happens(0.3);
    return {
      headline: prose.title(),
      slug: `conversation-${number}`,
      summary: prose.sentences(2),
      strongestLine: null,
      introduction: prose.markdown(900),
      exchanges: Array.from({ length: 8 }, () => ({
        question: prose.word('questions'),
        answer: prose.sentences(locale === 'en' ? 5 : 3),
      })),
      interviewee: byLeader ? null : one('person', chance, plan),
      leader: byLeader ? one('union-leader', chance, plan) : null,
      interviewers: some('person', chance, plan, 1),
      conductedOn: dayOf(number, plan.interview),
      publishedOn: dayOf(number, plan.interview),
      portrait: null,
      figures: chance.happens(0.3) ? [figure(chance, prose)] : [],
      sources: sources(chance, chance.between(1, 2)),
      topics: otherTopics(chance, plan, chance.between(1, 2)),
      programmes: chance.happens(0.2) ? some('programme', chance, plan, 1) : [],
      relatedArticles: [],
      relatedInterviews: [],
      condensed: true,
      condensedNote: { en: 'Shortened.', km: 'បានសង្ខេប។' }[locale],
      originalPublication: null,
      corrections: [],
      awaitingReview: locale === 'km',
    };
  },

  page: ({ number, locale }, chance, prose) => ({
    title: number === 0 ? { en: 'About', km: 'អំពីយើង' }[locale] : prose.title(),
    slug: number === 0 ? 'about' : `page-${number}`,
    summary: prose.sentence(),
    body: prose.markdown(bodyBytes / 2),
    sources: sources(chance, 1),
    awaitingReview: locale === 'km',
  }),
};

const isBenchTopic = (number: number) => number === benchTopic.number;

/** From January 2014 to June 2026, the highest number last. */
function dayOf(number: number, count: number): string {
  const [first, last] = [Date.UTC(2014, 0, 6), Date.UTC(2026, 5, 30)];
  return new Date(first + ((last - first) * (number + 1)) / count).toISOString().slice(0, 10);
}

function some(type: ContentType, chance: Chance, plan: CorpusPlan, count: number): string[] {
  return chance.distinct(count, plan[type]).map((number) => idOf(type, number));
}

function one(type: ContentType, chance: Chance, plan: CorpusPlan): string {
  return idOf(type, chance.between(0, plan[type] - 1));
}

/** Topics other than the benchmark's, whose number of articles must stay what it is. */
function otherTopics(chance: Chance, plan: CorpusPlan, count: number): string[] {
  return chance.distinct(count, plan.topic - 1).map((number) => idOf('topic', number + 1));
}

function address(chance: Chance): string {
  return `https://example.org/${chance.between(1, 99_999)}`;
}

type Source = DocumentOf<'article'>['sources'][number];

function source(chance: Chance): Source {
  const online = chance.happens(0.8);
  return {
    title: `Report number ${chance.between(1, 9999)}`,
    publisher: chance.happens(0.8) ? 'The Example Press' : null,
    publishedOn: chance.pick(['2019', '2021-05', '2024-11-15', null]),
    retrievedOn: online ? '2026-01-12' : null,
    url: online ? address(chance) : null,
    archiveUrl: null,
    offline: !online,
  };
}

function sources(chance: Chance, count: number): Source[] {
  return Array.from({ length: count }, () => source(chance));
}

function figure(chance: Chance, prose: Prose) {
  return {
    value: String(chance.between(2, 900)),
    label: prose.word('terms'),
    asOf: chance.pick(['2023', '2025-06', null]),
    source: source(chance),
  };
}
