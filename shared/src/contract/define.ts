import { z } from 'zod';
import type { ContentType } from '../content-types.ts';
import { locales } from '../locales.ts';
import { media, publishedAt } from './components.ts';
import { documentId } from './fields.ts';
import { explainsMarks, sourceMarks } from './source-marks.ts';

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

/** What is wrong with how a Markdown text refers to its document's sources: the name of a remedy. */
function wrongMarks(text: unknown, sources: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (explainsMarks(text)) return 'source-mark-explained';
  const count = Array.isArray(sources) ? sources.length : 0;
  if (sourceMarks(text).every((number) => number >= 1 && number <= count)) return undefined;
  return sources === undefined ? 'source-mark-without-sources' : 'source-mark';
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
      const { sources, ...rest } = document as Readonly<Record<string, unknown>>;
      for (const field of markdown ?? []) {
        const remedy = wrongMarks(rest[field], sources);
        if (remedy) context.addIssue({ code: 'custom', path: [field], params: { remedy } });
      }
    });
  return {
    type,
    schema,
    shared: shared as readonly string[],
    references: (references ?? {}) as Readonly<Record<string, ContentType>>,
    markdown: (markdown ?? []) as readonly string[],
  };
}
