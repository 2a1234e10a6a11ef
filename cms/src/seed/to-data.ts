import type { Core } from '@strapi/strapi';
import { contracts, type ContentType, type Document, media, uidOf } from '@samleng/shared';

type Files = ReadonlyMap<string, { id: number; url: string }>;

/** What the wire adds to the fields that an editor fills. */
const added = new Set(['type', 'documentId', 'locale', 'publishedAt', 'inlineMedia']);

/** Turns a document of the wire back into what the Document Service takes. */
export async function toData(
  strapi: Core.Strapi,
  document: Document,
  files: Files,
): Promise<Record<string, unknown>> {
  const { references, markdown } = contracts[document.type];
  const data: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(document)) {
    if (added.has(name) || name in references) continue;
    if (markdown.includes(name) && typeof value === 'string') data[name] = withAddresses(value, files);
    else data[name] = withFiles(value, files);
  }
  return { ...data, ...(await toReferences(strapi, document, Object.keys(references))) };
}

/** The fields of a document that name others, as far as those exist by now. */
export async function toReferences(
  strapi: Core.Strapi,
  document: Document,
  fields: readonly string[],
): Promise<Record<string, { set: string[] }>> {
  const data: Record<string, { set: string[] }> = {};
  for (const field of fields) {
    const target = contracts[document.type].references[field];
    const value = (document as unknown as Readonly<Record<string, unknown>>)[field];
    if (target) data[field] = { set: await known(strapi, target, value, document.locale) };
  }
  return data;
}

/** The targets that exist in this language; Strapi refuses relations to others. */
async function known(
  strapi: Core.Strapi,
  target: ContentType,
  value: unknown,
  locale: string,
): Promise<string[]> {
  const ids = [value].flat().filter((id) => typeof id === 'string');
  const rows = (await strapi.db
    .query(uidOf(target))
    .findMany({ select: ['documentId'], where: { documentId: { $in: ids }, locale } })) as {
    documentId: string;
  }[];
  return ids.filter((id) => rows.some((row) => row.documentId === id));
}

/** The media library gives each file an address of its own. */
function withAddresses(markdown: string, files: Files): string {
  let text = markdown;
  for (const [address, file] of files) text = text.replaceAll(`(${address}`, `(${file.url}`);
  return text;
}

function withFiles(value: unknown, files: Files): unknown {
  if (Array.isArray(value)) return value.map((item) => withFiles(item, files));
  if (typeof value !== 'object' || value === null) return value;
  const picture = media.safeParse(value);
  if (picture.success) return files.get(picture.data.url)?.id ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withFiles(inner, files)]));
}
