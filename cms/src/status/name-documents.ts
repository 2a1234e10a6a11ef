import type { Core } from '@strapi/strapi';
import { type ContentType, type Locale, uidOf } from '@samleng/shared';
import { titleOfFields } from '../rules/title-of-fields';
import type { NamedDocument } from './answers';
import type { MayRead, Owned } from './may-read';

type Key = Omit<NamedDocument, 'title'>;

type Row = Owned & { readonly documentId: string; readonly publishedAt: string | null } & Readonly<
    Record<string, unknown>
  >;

/** Gives documents the titles of their drafts, and leaves out what this person may not read. */
export async function nameDocuments<T extends Key>(
  strapi: Core.Strapi,
  mayRead: MayRead,
  keys: readonly T[],
): Promise<(T & NamedDocument)[]> {
  const rows = new Map<string, Row>();
  for (const [type, ofType] of Map.groupBy(keys, (key) => key.type)) {
    const ids = [...new Set(ofType.map((key) => key.documentId))];
    for (const row of await readRows(strapi, type, ids))
      rows.set(nameOf(type, row.documentId, row.locale), row);
  }
  return keys.flatMap((key) => {
    const row = rows.get(nameOf(key.type, key.documentId, key.locale));
    if (!mayRead(key.type, row ? [row] : [], key.locale)) return [];
    return [{ ...key, title: row ? titleOfFields(row) : null }];
  });
}

const nameOf = (type: ContentType, documentId: string, locale: Locale | string) =>
  `${type} ${documentId} ${locale}`;

async function readRows(strapi: Core.Strapi, type: ContentType, ids: readonly string[]): Promise<Row[]> {
  return (await strapi.db.query(uidOf(type)).findMany({
    where: { documentId: { $in: ids }, publishedAt: { $null: true } },
    populate: { createdBy: { select: ['id'] } },
  })) as Row[];
}
