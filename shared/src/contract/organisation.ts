import { z } from 'zod';
import { defineContract } from './define.ts';
import { slug, text, webAddress } from './fields.ts';

export const organisationKinds = [
  'union',
  'ngo',
  'agency',
  'programme',
  'company',
  'media',
  'other',
] as const;

/** A union, an NGO, an agency. */
export const organisation = defineContract('organisation', {
  fields: {
    name: text,
    slug,
    abbreviation: text.nullable(),
    kind: z.enum(organisationKinds),
    summary: text.nullable(),
    url: webAddress.nullable(),
  },
  shared: ['slug', 'abbreviation', 'kind', 'url'],
});
