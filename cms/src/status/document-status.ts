import type { Core } from '@strapi/strapi';
import type { ContentType, Locale } from '@samleng/shared';
import { logId } from '../publication/log';
import type { DocumentStatus } from './answers';
import { hasArrived, judgeDocument } from './judge';
import type { MayRead } from './may-read';
import { lookOutside } from './outside';
import { readDocument } from './read-document';

/** Where a document stands in one language; undefined for who may not read it. */
export async function documentStatus(
  strapi: Core.Strapi,
  mayRead: MayRead,
  { type, documentId, locale }: { type: ContentType; documentId: string | undefined; locale: Locale },
): Promise<DocumentStatus | undefined> {
  if (!mayRead(type, [], locale)) return undefined;
  // First outside, then here: a publication in between shows as waiting, never as live too early.
  const outside = await lookOutside(strapi);
  const log = await logId(strapi);
  const { site } = outside;
  const liveRevision = hasArrived(site, log, 0) ? site.revision : 0;
  const { facts, versions } = await readDocument(strapi, type, documentId, locale, liveRevision);
  if (!mayRead(type, versions, locale)) return undefined;
  return judgeDocument(facts, outside, log);
}
