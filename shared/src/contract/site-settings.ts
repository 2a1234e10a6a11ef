import { z } from 'zod';
import { link } from './components.ts';
import { defineContract } from './define.ts';
import { text } from './fields.ts';

/** What every page shows around its content. There is one such document. */
export const siteSettings = defineContract('site-settings', {
  fields: {
    name: text,
    tagline: text,
    description: text,
    navigation: z.array(link),
    footerNote: text.nullable(),
  },
  shared: [],
});
