import { setImmediate } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { type ContentType, contentTypes, type Locale, locales, type Tombstone, uidOf } from '@samleng/shared';
import { currentRevision, logId, markOf, revokedSince, touchedSince } from './log';
import { inlinePictures } from './media';
import { publicReferrers } from './referrers';
import { toWire, type WireDocument } from './to-wire';
import { compare, readRows } from './wire-schema';

/** Documents read at once: large enough to be quick, small enough to stay small in memory. */
const batchSize = 500;

/** What is public of some documents of one type, in the feed's order. */
export async function readPublic(
  strapi: Core.Strapi,
  type: ContentType,
  documentIds: readonly string[],
): Promise<WireDocument[]> {
  const rows = await readRows(strapi, type, documentIds, 'published');
  const pictures = await inlinePictures(strapi, type, rows);
  return [...Map.groupBy(rows, (row) => row.documentId).values()].flatMap((group) =>
    toWire(strapi, type, group, pictures),
  );
}

/**
 * The feed: all public documents, or those that changed after a revision, the pages that were taken
 * away, and a trailer.
 * Yields text of whole lines, many at once.
 * @param since only what the log names after this number; everything when undefined.
 */
export async function* feedChunks(strapi: Core.Strapi, since?: number): AsyncGenerator<string> {
  // The revision comes first: what changes while we read is then asked for again, never missed.
  const revision = await currentRevision(strapi);
  const log = await logId(strapi);
  const mark = await markOf(strapi, revision);
  const touched = since === undefined ? undefined : await touchedDocuments(strapi, since);
  let count = 0;
  for (const type of contentTypes) {
    const ids = touched ? [...(touched.get(type) ?? [])] : await publicIds(strapi, type);
    ids.sort(compare);
    for (let start = 0; start < ids.length; start += batchSize) {
      const batch = ids.slice(start, start + batchSize);
      const documents = await readPublic(strapi, type, batch);
      const lines = touched ? withTombstones(type, batch, documents) : documents;
      count += lines.length;
      yield lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      // Others want to be served as well.
      await setImmediate();
    }
  }
  const revoked = await revokedSince(strapi, since ?? 0);
  count += revoked.length;
  if (revoked.length > 0) yield revoked.map((line) => `${JSON.stringify(line)}\n`).join('');
  const settled = (await currentRevision(strapi)) === revision;
  yield `${JSON.stringify({ type: 'trailer', revision, count, log, mark, settled })}\n`;
}

async function publicIds(strapi: Core.Strapi, type: ContentType): Promise<string[]> {
  const rows = (await strapi.db.query(uidOf(type)).findMany({
    select: ['documentId'],
    where: { publishedAt: { $notNull: true }, locale: { $in: locales } },
  })) as {
    documentId: string;
  }[];
  return [...new Set(rows.map((row) => row.documentId))];
}

/**
 * What the log names, and what refers to it: when a document goes or returns, Strapi drops or
 * restores the relations of others to it, and may change their order.
 */
async function touchedDocuments(strapi: Core.Strapi, since: number): Promise<Map<ContentType, Set<string>>> {
  const touched = new Map<ContentType, Set<string>>();
  const add = (type: ContentType, documentId: string) => {
    const ids = touched.get(type) ?? new Set();
    touched.set(type, ids.add(documentId));
  };
  const named = await touchedSince(strapi, since);
  for (const [type, keys] of Map.groupBy(named, (key) => key.type)) {
    const ids = keys.map((key) => key.documentId);
    for (const id of ids) add(type, id);
    for (const referrer of await publicReferrers(strapi, type, ids)) add(referrer.type, referrer.documentId);
  }
  return touched;
}

/** Says for every language of every document whether it is public and how, or that it is not. */
function withTombstones(
  type: ContentType,
  documentIds: readonly string[],
  documents: readonly WireDocument[],
): (WireDocument | Tombstone)[] {
  const byKey = new Map(documents.map((document) => [`${document.documentId} ${document.locale}`, document]));
  return documentIds.flatMap((documentId) =>
    locales.map(
      (locale: Locale) =>
        byKey.get(`${documentId} ${locale}`) ?? { type: 'tombstone', of: type, documentId, locale },
    ),
  );
}
