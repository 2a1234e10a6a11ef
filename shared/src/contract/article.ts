import { z } from 'zod';
import { captionedImage, correction, coverage, source } from './components.ts';
import { defineContract } from './define.ts';
import { day, markdown, references, slug, text } from './fields.ts';

export const articleKinds = ['news', 'analysis', 'opinion', 'statement'] as const;

/** A story. */
export const article = defineContract('article', {
  fields: {
    title: text,
    slug,
    summary: text,
    body: markdown,
    kind: z.enum(articleKinds),
    /** The day it appeared here. */
    publishedOn: day,
    cover: captionedImage.nullable(),
    authors: references,
    topics: references,
    programmes: references,
    leaders: references,
    /** What to read next, picked by the editor. */
    relatedArticles: references,
    relatedInterviews: references,
    sources: z.array(source),
    coverage: z.array(coverage),
    corrections: z.array(correction),
    /** True while a native reader has not yet read this language. */
    awaitingReview: z.boolean(),
  },
  shared: [
    'slug',
    'kind',
    'publishedOn',
    'authors',
    'topics',
    'programmes',
    'leaders',
    'relatedArticles',
    'relatedInterviews',
    'sources',
    'coverage',
  ],
  references: {
    authors: 'person',
    topics: 'topic',
    programmes: 'programme',
    leaders: 'union-leader',
    relatedArticles: 'article',
    relatedInterviews: 'interview',
  },
  markdown: ['body'],
});
