import { z } from 'zod';
import { captionedImage, figure, objective, source } from './components.ts';
import { defineContract } from './define.ts';
import { day, markdown, reference, references, slug, text } from './fields.ts';

/** `status` is a word that Strapi keeps for itself, so the field is called `phase`. */
export const programmePhases = ['planned', 'active', 'completed'] as const;

/** What an organisation does over time. Its news are the articles that point to it. */
export const programme = defineContract('programme', {
  fields: {
    name: text,
    slug,
    /** What it is for, in one line. */
    mission: text,
    body: markdown,
    organisation: reference,
    partners: references,
    lead: reference,
    phase: z.enum(programmePhases),
    startsOn: day.nullable(),
    endsOn: day.nullable(),
    objectives: z.array(objective),
    figures: z.array(figure),
    cover: captionedImage.nullable(),
    topics: references,
    sources: z.array(source),
    awaitingReview: z.boolean(),
  },
  shared: ['slug', 'organisation', 'partners', 'lead', 'phase', 'startsOn', 'endsOn', 'topics', 'sources'],
  references: { organisation: 'organisation', partners: 'organisation', lead: 'person', topics: 'topic' },
  markdown: ['body'],
});
