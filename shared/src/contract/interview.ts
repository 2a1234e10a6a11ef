import { z } from 'zod';
import { captionedImage, correction, exchange, figure, originalPublication, source } from './components.ts';
import { defineContract } from './define.ts';
import { day, markdown, reference, references, slug, text } from './fields.ts';

const base = defineContract('interview', {
  fields: {
    headline: text,
    slug,
    summary: text,
    /** The words of the person that the front page sets large; null for the headline. */
    strongestLine: text.nullable(),
    introduction: markdown.nullable(),
    exchanges: z.array(exchange).min(1),
    /** Who answers: a person, or a union leader, exactly one of the two. */
    interviewee: reference,
    leader: reference,
    interviewers: references,
    conductedOn: day.nullable(),
    /** The day it appeared here. */
    publishedOn: day,
    portrait: captionedImage.nullable(),
    figures: z.array(figure),
    sources: z.array(source),
    topics: references,
    programmes: references,
    /** What to read next, picked by the editor. */
    relatedArticles: references,
    relatedInterviews: references,
    /** True when the answers were shortened or reworded. */
    condensed: z.boolean(),
    /** What the editors did to the text, in a sentence. */
    condensedNote: text.nullable(),
    originalPublication: originalPublication.nullable(),
    corrections: z.array(correction),
    awaitingReview: z.boolean(),
  },
  shared: [
    'slug',
    'interviewee',
    'leader',
    'interviewers',
    'conductedOn',
    'publishedOn',
    'sources',
    'topics',
    'programmes',
    'relatedArticles',
    'relatedInterviews',
    'condensed',
    'originalPublication',
  ],
  references: {
    interviewee: 'person',
    leader: 'union-leader',
    interviewers: 'person',
    topics: 'topic',
    programmes: 'programme',
    relatedArticles: 'article',
    relatedInterviews: 'interview',
  },
  markdown: ['introduction'],
});

/** Questions and answers with one person. */
export const interview = {
  ...base,
  schema: base.schema.refine((value) => (value.interviewee === null) !== (value.leader === null), {
    path: ['interviewee'],
    params: { remedy: 'one-interviewee' },
  }),
};
