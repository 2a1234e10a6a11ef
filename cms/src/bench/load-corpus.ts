import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { contentTypes, parseFeedLine, uidOf } from '@samleng/shared';
import { logUid } from '../publication/log';
import { BulkTables } from './bulk-table';
import { DocumentRows } from './document-rows';

/** Versions of documents written in one transaction: few enough to stay small in memory. */
const chunkSize = 250;

/**
 * Puts a corpus, written as a feed, into a database that holds no document, as if each of its
 * documents had been published: rows, components, relations and log. Far faster than publishing
 * (thousands a second instead of fifteen), and for benchmarks alone: no rule looks at the content.
 * @param file the feed, one JSON value a line, what others refer to first.
 * @param report hears now and then how many versions of documents are in.
 * @returns how many versions of documents were loaded.
 */
export async function loadCorpus(
  strapi: Core.Strapi,
  file: string,
  report: (versions: number) => void = () => undefined,
): Promise<number> {
  await refuseFullDatabase(strapi);
  const tables = new BulkTables(strapi);
  const rows = new DocumentRows(strapi, tables);
  const { tableName: log } = strapi.db.metadata.get(logUid);
  let versions = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const document = parseFeedLine(line);
    if (document.type === 'trailer') break;
    if (document.type === 'tombstone' || document.type === 'revocation')
      throw new Error('A corpus holds documents, nothing that is gone.');
    await rows.add(document, 'draft');
    await rows.add(document, 'published');
    const { type, documentId, locale } = document;
    await tables.add(log, {
      type,
      document_id: documentId,
      locale,
      change: 'published',
      at: new Date(document.publishedAt),
    });
    versions += 1;
    if (versions % chunkSize > 0) continue;
    await tables.flush();
    if (versions % 5000 === 0) report(versions);
    await setImmediate();
  }
  await tables.flush();
  await tables.finish();
  return versions;
}

async function refuseFullDatabase(strapi: Core.Strapi): Promise<void> {
  for (const type of contentTypes) {
    if ((await strapi.db.query(uidOf(type)).count()) > 0)
      throw new Error('The database holds documents already. A corpus goes into an empty one only.');
  }
}
