import { defineContract } from './define.ts';
import { slug, text } from './fields.ts';

/** A subject. */
export const topic = defineContract('topic', {
  fields: { name: text, slug, summary: text.nullable() },
  shared: ['slug'],
});
