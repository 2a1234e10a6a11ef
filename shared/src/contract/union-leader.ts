import { z } from 'zod';
import { captionedImage, consent, milestone, quote, source } from './components.ts';
import { defineContract } from './define.ts';
import { markdown, reference, references, slug, text } from './fields.ts';

/** A leader of a union. Nothing about the person is public without a basis in `consent`. */
export const unionLeader = defineContract('union-leader', {
  fields: {
    name: text,
    slug,
    role: text,
    union: reference,
    portrait: captionedImage.nullable(),
    summary: text,
    biography: markdown,
    timeline: z.array(milestone),
    quotes: z.array(quote),
    consent,
    topics: references,
    sources: z.array(source),
    awaitingReview: z.boolean(),
  },
  shared: ['slug', 'union', 'consent', 'topics', 'sources'],
  references: { union: 'organisation', topics: 'topic' },
  markdown: ['biography'],
});
