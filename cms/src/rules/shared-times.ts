import type { Core } from '@strapi/strapi';
import { type ContentType, uidOf } from '@samleng/shared';
import { toWire } from '../publication/to-wire';
import { readRows, type Row } from '../publication/wire-schema';
import type { SharedRow } from './shared-fields';

/**
 * Gives a public row that took over shared fields the time that tells editors the truth: its draft's
 * where nothing is left to publish, else the time it had. By these times Strapi and our own panel tell
 * whether a draft was changed since, and writing alone would set the clock of the public row to now.
 */
export async function keepUpdatedAt(strapi: Core.Strapi, type: ContentType, row: SharedRow): Promise<void> {
  const own = (rows: readonly Row[]) => rows.filter(({ locale }) => locale === row.locale);
  const [draft] = own(await readRows(strapi, type, [row.documentId], 'draft'));
  const [published] = own(await readRows(strapi, type, [row.documentId], 'published'));
  const says = (one: Row) =>
    JSON.stringify({ ...toWire(strapi, type, [one], new Map())[0], publishedAt: undefined });
  const settled = draft && published && says(draft) === says(published);
  const updatedAt = settled ? draft.updatedAt : row.updatedAt;
  // Straight into the table: what goes through Strapi's queries gets the time of now.
  await strapi.db.queryBuilder(uidOf(type)).where({ id: row.id }).update({ updatedAt }).execute();
}
