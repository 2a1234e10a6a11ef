import type { Core } from '@strapi/strapi';
import { type ContentType, contentTypes, contracts, isLocale, uidOf } from '@samleng/shared';
import { imageAddresses } from './markdown-images';
import type { LogEntry } from './log';
import type { MediaFile } from './media';
import { wireAttributes } from './wire-schema';

/** A public document in one language that shows a file. */
export interface Usage {
  readonly type: ContentType;
  readonly documentId: string;
  readonly locale: string;
}

interface FoundRow {
  readonly documentId: string;
  readonly locale: string;
  readonly [field: string]: unknown;
}

/** Every public document that shows a file, in a captioned picture or inside Markdown. */
export async function publicUsage(
  strapi: Core.Strapi,
  file: Pick<MediaFile, 'id' | 'url'>,
): Promise<Usage[]> {
  const usage: Usage[] = [];
  const add = (type: ContentType, rows: readonly FoundRow[]) =>
    usage.push(...rows.map(({ documentId, locale }) => ({ type, documentId, locale })));
  for (const type of contentTypes) {
    for (const where of mediaPaths(strapi, uidOf(type), file.id)) {
      add(type, await findPublic(strapi, type, where));
    }
    for (const field of contracts[type].markdown) {
      const rows = await findPublic(strapi, type, { [field]: { $contains: file.url } }, field);
      add(
        type,
        rows.filter((row) => imageAddresses(String(row[field])).includes(file.url)),
      );
    }
  }
  return usage;
}

/** One row of the log for each document that shows the file. */
export function mediaEntries(usage: readonly Usage[]): LogEntry[] {
  const byDocument = new Map(usage.map((use) => [`${use.type} ${use.documentId}`, use]));
  return [...byDocument.values()].flatMap(({ type, documentId, locale }) =>
    isLocale(locale) ? [{ type, documentId, locale, change: 'media' as const }] : [],
  );
}

async function findPublic(
  strapi: Core.Strapi,
  type: ContentType,
  where: object,
  field?: string,
): Promise<FoundRow[]> {
  return (await strapi.db.query(uidOf(type)).findMany({
    select: ['documentId', 'locale', ...(field ? [field] : [])],
    where: { ...where, publishedAt: { $notNull: true } },
  })) as FoundRow[];
}

/** The conditions under which a document holds a file in one of its fields, however deep. */
function mediaPaths(strapi: Core.Strapi, uid: string, fileId: number): object[] {
  return wireAttributes(strapi, uid).flatMap(([name, attribute]) => {
    if (attribute.type === 'media') return [{ [name]: { id: fileId } }];
    if (!attribute.component) return [];
    return mediaPaths(strapi, attribute.component, fileId).map((inner) => ({ [name]: inner }));
  });
}
