import { readdirSync, readFileSync } from 'node:fs';
import { contentTypes, type ContentType } from './content-types.ts';
import { contracts, type Document } from './contract/contracts.ts';
import { locales, type Locale } from './locales.ts';

/** The folder of the curated documents, one folder a type, one file a document. */
export const examplesFolder = new URL('../examples/', import.meta.url);

/** Pictures that examples show, named by the last part of their media url. */
export const exampleMediaFolder = new URL('media/', examplesFolder);

/**
 * How an example is written: fields that all languages share once, then the fields of each language.
 * A Markdown field may be a list of paragraphs.
 */
interface ExampleFile {
  /** False for documents that only show the contract and are no demo content. */
  readonly demo: boolean;
  readonly documentId: string;
  readonly publishedAt: string;
  readonly shared: Readonly<Record<string, unknown>>;
  readonly languages: Readonly<Partial<Record<Locale, Readonly<Record<string, unknown>>>>>;
}

export interface Example {
  readonly type: ContentType;
  /** `article/yang-sophorn-transformative-leadership`, for messages. */
  readonly name: string;
  readonly demo: boolean;
  /** The document in each language it exists in, as the feed would send it. */
  readonly documents: readonly Document[];
}

/**
 * Reads every curated example, in the feed's order: by type, documentId, language.
 * @throws ZodError when an example breaks its contract.
 */
export function loadExamples(): Example[] {
  return contentTypes.flatMap((type) => {
    const folder = new URL(`${type}/`, examplesFolder);
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => readExample(type, file.slice(0, -'.json'.length), new URL(file, folder)))
      .sort((a, b) => compare(idOf(a), idOf(b)));
  });
}

function readExample(type: ContentType, name: string, file: URL): Example {
  const example = JSON.parse(readFileSync(file, 'utf8')) as ExampleFile;
  const documents = locales.flatMap((locale) => {
    const fields = example.languages[locale];
    return fields ? [toDocument(type, locale, example, fields)] : [];
  });
  return { type, name: `${type}/${name}`, demo: example.demo, documents };
}

function toDocument(
  type: ContentType,
  locale: Locale,
  { documentId, publishedAt, shared }: ExampleFile,
  fields: Readonly<Record<string, unknown>>,
): Document {
  const { schema, markdown } = contracts[type];
  const value: Record<string, unknown> = {
    type,
    documentId,
    locale,
    publishedAt,
    inlineMedia: [],
    ...shared,
    ...fields,
  };
  for (const field of markdown) {
    if (Array.isArray(value[field])) value[field] = value[field].join('\n\n');
  }
  return schema.parse(value) as Document;
}

function idOf(example: Example): string {
  return example.documents[0]?.documentId ?? '';
}

/** Byte order, the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
