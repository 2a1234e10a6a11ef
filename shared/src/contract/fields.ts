import { z } from 'zod';
import { slugPattern } from '../routes.ts';

/** One line or more of plain text, never empty. */
export const text = z.string().trim().min(1);

/** Quotes or lists within one another, deeper than anybody reads and than a renderer can follow. */
const tooDeep = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){21}/m;

const isShallow = (value: string) => !tooDeep.test(value);

/** Markdown source, never empty. Rendered and sanitised by the site alone. */
export const markdown = z
  .string()
  .refine((value) => value.trim().length > 0)
  .refine(isShallow, { params: { remedy: 'too-deep' } });

/** Short Markdown in a field of plain text, like an answer. */
export const shortMarkdown = text.refine(isShallow, { params: { remedy: 'too-deep' } });

/** A calendar day, `2026-05-01`, in Cambodia's time zone. */
export const day = z.iso
  .date()
  .refine((value) => !/^\d{4}-/.test(value) || (value >= '1900' && value < '2101'), {
    params: { remedy: 'year' },
  });

/** A moment, `2026-05-01T08:00:00.000Z`. */
export const moment = z.iso.datetime();

/** A year, a month or a day, as exactly as it is known: `2023`, `2023-11`, `2023-11-15`. */
export const partialDay = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/);

/** An address that a reader can open: http or https, nothing that could run as a script. */
export const webAddress = z.url({ protocol: /^https?$/ });

/** An address that a form may be sent to: https alone, because of what people write into it. */
export const formAddress = z.url({ protocol: /^https$/ });

/** The name of a field in another site's form, `amount` or `donation[amount]`. */
export const formField = text.refine((value) => value === '' || /^[A-Za-z][\w.:[\]-]*$/.test(value), {
  params: { remedy: 'form-field' },
});

/** The id that Strapi gives a document, the same in all its languages. */
export const documentId = z.string().regex(/^[a-z0-9][a-z0-9-]{2,}$/);

/** Ids of related documents, in the editor's order. */
export const references = z.array(documentId);

/** The id of one related document, or null. */
export const reference = documentId.nullable();

/** See `slugPattern`. */
export const slug = z.string().max(80).regex(slugPattern);
