import { contentTypes, documentPath, listPath, locales, type Document } from '@samleng/shared';
import fc from 'fast-check';
import type { Change } from '../../src/content/content-index.ts';
import type { Entries, Listing } from '../../src/content/entries.ts';
import { make } from './documents.ts';

/** A small newsroom, so that random documents meet: the same slugs, topics, authors, days and titles again and again. */
const ids = {
  topic: ['topic-one', 'topic-two'],
  person: ['person-one', 'person-two'],
  article: ['article-one', 'article-two', 'article-three', 'article-four'],
  interview: ['interview-one', 'interview-two'],
  page: ['page-one'],
  'site-settings': ['the-settings'],
} as const;
type Type = keyof typeof ids;
const types = Object.keys(ids) as Type[];
const slugs = ['first', 'second'];
const years = ['2024', '2025', '2026'];
const titles = ['A', 'B', 'កក', 'លោក'];

const fields = fc.record({
  title: fc.constantFrom(...titles),
  slug: fc.constantFrom(...slugs),
  publishedOn: fc
    .tuple(fc.constantFrom(...years), fc.integer({ min: 1, max: 3 }))
    .map(([y, d]) => `${y}-01-0${d}`),
  topics: fc.array(fc.constantFrom(...ids.topic, 'not-published'), { maxLength: 3 }),
  people: fc.array(fc.constantFrom(...ids.person), { maxLength: 2 }),
  organisation: fc.constantFrom(null, 'org-one'),
});
type Fields = typeof fields extends fc.Arbitrary<infer F> ? F : never;

/** What becomes of one document: some of its languages, in any order; none when it is withdrawn. */
const change = fc
  .record({
    type: fc.constantFrom(...types),
    place: fc.nat({ max: 3 }),
    versions: fc.uniqueArray(fc.tuple(fc.constantFrom(...locales), fields), {
      selector: ([locale]) => locale,
    }),
  })
  .map(({ type, place, versions }): Change => {
    const documentId = ids[type][place % ids[type].length] as string;
    return {
      type,
      documentId,
      versions: versions.map(
        ([locale, each]) => ({ ...toDocument(type, documentId, each), locale }) as Document,
      ),
    };
  });

/** What one pull brings: each document at most once. */
export const changes = fc.uniqueArray(change, {
  minLength: 1,
  maxLength: 4,
  selector: ({ type, documentId }) => `${type} ${documentId}`,
});

/** Some pulls, one after the other. */
export const history = fc.array(changes, { minLength: 1, maxLength: 12 });

function toDocument(
  type: Type,
  id: string,
  { title, slug, publishedOn, topics, people, organisation }: Fields,
) {
  switch (type) {
    case 'topic':
      return make('topic', id, { name: title, slug });
    case 'person':
      return make('person', id, { name: title, slug, organisation });
    case 'article':
      return make('article', id, { title, slug, publishedOn, topics, authors: people, leaders: people });
    case 'interview':
      return make('interview', id, {
        headline: title,
        slug,
        publishedOn,
        topics,
        interviewers: people,
        interviewee: people[0] ?? 'a-person',
      });
    case 'page':
      return make('page', id, { title, slug });
    case 'site-settings':
      return make('site-settings', id, { name: title });
  }
}

/** A question to the content, with its name. */
export interface Question {
  readonly name: string;
  readonly ask: (entries: Entries) => unknown;
}

const listings: Listing[] = [
  { all: 'article' },
  { all: 'topic' },
  ...[...ids.topic, 'not-published'].map((onTopic) => ({ onTopic })),
  ...ids.person.map((by) => ({ by })),
  ...ids.person.map((about) => ({ about })),
  ...years.map((year) => ({ in: year })),
];

const paths = locales.flatMap((locale) => [
  '/',
  listPath(locale, 'article'),
  ...types.flatMap((type) =>
    type === 'site-settings' ? [] : slugs.map((slug) => documentPath(locale, type, slug)),
  ),
]);

/** Every question that views can ask about this newsroom, and some to which there is never an answer. */
export const questions: readonly Question[] = [
  ...contentTypes.flatMap((type) => [
    question(`all ${type}`, (entries) => entries.all(type)),
    question(`written ${type}`, (entries) => entries.written(type)),
  ]),
  ...listings.flatMap((of) => {
    const name = JSON.stringify(of);
    return [
      question(`list ${name}`, (entries) => entries.list(of)),
      ...[0, 1, 2].map((from) =>
        question(`slice ${name} ${from}`, (entries) => entries.slice(of, from, from + 2)),
      ),
      ...[0, 1, 2, 4].map((count) =>
        question(`${count} of ${name}`, (entries) => entries.hasAtLeast(of, count)),
      ),
    ];
  }),
  ...listings.flatMap((of) =>
    (['article', 'interview'] as const).flatMap((type) =>
      ids[type].map((id) =>
        question(`around ${id} in ${JSON.stringify(of)}`, (entries) => {
          const entry = entries.byId<'article' | 'interview'>(type, id);
          return entry && entries.around(of, entry, 1, 2);
        }),
      ),
    ),
  ),
  ...types.flatMap((type) => [
    ...[...ids[type], 'unknown', null].map((id) =>
      question(`${type} ${id}`, (entries) => entries.byId(type, id)),
    ),
    ...slugs.map((slug) => question(`${type} at ${slug}`, (entries) => entries.bySlug(type, slug))),
  ]),
  question('resolve', (entries) =>
    entries.resolve('topic', ['topic-two', 'unknown', 'topic-one', 'topic-two']),
  ),
  ...ids.topic.flatMap((id) => [
    question(`articles on ${id}`, (entries) => entries.referring('article', 'topics', id)),
    question(`interviews on ${id}`, (entries) => entries.referring('interview', 'topics', id)),
  ]),
  ...ids.person.map((id) =>
    question(`articles by ${id}`, (entries) => entries.referring('article', 'authors', id)),
  ),
  question('people of org-one', (entries) => entries.referring('person', 'organisation', 'org-one')),
  question('settings', (entries) => entries.settings()),
  question('revoked', (entries) => entries.revoked()),
  ...paths.map((path) => question(`page ${path}`, (entries) => entries.hasPage(path))),
];

function question(name: string, ask: Question['ask']): Question {
  return { name, ask };
}

/** An answer as it was at that moment, whatever becomes of the lists in it. */
export function answer({ ask }: Question, entries: Entries): string {
  return JSON.stringify(ask(entries)) ?? 'nothing';
}
