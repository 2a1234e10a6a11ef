import { z } from 'zod';
import type { ContentType } from '../content-types.ts';
import { locales } from '../locales.ts';
import { media, publishedAt } from './components.ts';
import { documentId } from './fields.ts';
import { sourceMarks } from './source-marks.ts';

/** What every document on the wire carries besides the fields of its type. */
const header = {
  documentId,
  locale: z.enum(locales),
  publishedAt,
};

interface Definition<F extends z.ZodRawShape> {
  readonly fields: F;
  /** Fields that are the same in every language; all others are written once a language. */
  readonly shared: readonly (keyof F & string)[];
  /** Fields that name other documents, with the type they name. */
  readonly references?: Readonly<{ [Field in keyof F]?: ContentType }>;
  /** Fields that hold Markdown. Pictures inside them are listed in `inlineMedia`. */
  readonly markdown?: readonly (keyof F & string)[];
}

/** Markdown fields that refer to sources which the document does not have. */
function fieldsWithoutTheirSource(document: Readonly<Record<string, unknown>>, markdown: readonly string[]) {
  const count = Array.isArray(document.sources) ? document.sources.length : 0;
  return markdown.filter((field) => {
    const text = document[field];
    return typeof text === 'string' && sourceMarks(text).some((number) => number < 1 || number > count);
  });
}

/** Makes the contract of one content type from what makes that type different. */
export function defineContract<T extends ContentType, F extends z.ZodRawShape>(
  type: T,
  { fields, shared, references, markdown }: Definition<F>,
) {
  const schema = z
    .strictObject({
      type: z.literal(type),
      ...header,
      ...fields,
      /** Pictures of the media library used inside Markdown fields, by the address written there. */
      inlineMedia: z.array(media),
    })
    .superRefine((document, context) => {
      const remedy = 'sources' in fields ? 'source-mark' : 'source-mark-without-sources';
      for (const field of fieldsWithoutTheirSource(document, markdown ?? []))
        context.addIssue({ code: 'custom', path: [field], params: { remedy } });
    });
  return {
    type,
    schema,
    shared: shared as readonly string[],
    references: (references ?? {}) as Readonly<Record<string, ContentType>>,
    markdown: (markdown ?? []) as readonly string[],
  };
}
