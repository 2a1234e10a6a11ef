import { captionedImage } from './components.ts';
import { defineContract } from './define.ts';
import { markdown, reference, slug, text } from './fields.ts';

/** Somebody who writes, asks, answers or leads, other than a union leader. */
export const person = defineContract('person', {
  fields: {
    name: text,
    slug,
    role: text.nullable(),
    organisation: reference,
    portrait: captionedImage.nullable(),
    biography: markdown.nullable(),
  },
  shared: ['slug', 'organisation'],
  references: { organisation: 'organisation' },
  markdown: ['biography'],
});
