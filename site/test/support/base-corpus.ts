import { contracts, type Document, type DocumentOf, locales } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import { dayOf, pick } from './changed-fields.ts';

/** Enough for lists, a topic, an author, a leader and a programme of several pages. */
const articles = 40;

/** The examples, and many small articles beside them; every third of those in one language only. */
export function baseCorpus(): Document[] {
  const examples = loadExamples().flatMap(({ type, demo, documents }) =>
    // A CMS has one document of settings.
    type !== 'site-settings' || demo ? [...documents] : [],
  );
  const ids = (type: Document['type']) => [
    ...new Set(examples.filter((each) => each.type === type).map(({ documentId }) => documentId)),
  ];
  const topics = ids('topic');
  const people = ids('person');
  const leaders = ids('union-leader').slice(0, 1);
  const programmes = ids('programme').slice(0, 1);
  const made = Array.from({ length: articles }, (_, index) =>
    locales
      .filter((locale) => index % 3 > 0 || locale === (index % 2 > 0 ? 'en' : 'km'))
      .map((locale): DocumentOf<'article'> => ({
        type: 'article',
        documentId: `small-article-${index}`,
        locale,
        publishedAt: '2026-01-01T08:00:00.000Z',
        title: locale === 'km' ? `អត្ថបទតូច ${index}` : `Small article ${index}`,
        slug: `small-${index}`,
        summary: `In short, number ${index}.`,
        body: `Words of number ${index}. See [another](/${locale}/articles/small-${(index + 1) % articles}/).`,
        kind: 'news',
        publishedOn: dayOf(index * 20),
        cover: null,
        authors: [pick(people, index % 4 > 0 ? 0 : 1) ?? []].flat(),
        topics: [...new Set([topics[0], pick(topics, index)])].flatMap((id) => id ?? []),
        programmes: index % 4 > 0 ? programmes : [],
        leaders: index % 5 > 0 ? leaders : [],
        relatedArticles: [],
        relatedInterviews: [],
        sources: [],
        coverage: [],
        corrections: [],
        awaitingReview: false,
        inlineMedia: [],
      })),
  );
  return [...examples, ...made.flat()].map(
    (document) => contracts[document.type].schema.parse(document) as Document,
  );
}
