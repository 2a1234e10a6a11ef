import { z } from 'zod';
import { reservedPageSlugs } from '../routes.ts';
import { source } from './components.ts';
import { defineContract } from './define.ts';
import { markdown, slug, text } from './fields.ts';

/** A page that stands by itself, like About. */
export const page = defineContract('page', {
  fields: {
    title: text,
    slug: slug.refine((value) => !reservedPageSlugs.includes(value), { params: { remedy: 'reserved-slug' } }),
    summary: text.nullable(),
    body: markdown,
    sources: z.array(source),
    awaitingReview: z.boolean(),
  },
  shared: ['slug', 'sources'],
  markdown: ['body'],
});
