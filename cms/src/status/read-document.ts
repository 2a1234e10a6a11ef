import type { Core } from '@strapi/strapi';
import {
  type ContentType,
  defaultLocale,
  documentPath,
  homePath,
  isLocale,
  type Locale,
  uidOf,
} from '@samleng/shared';
import { environment } from '../environment';
import { lastRowOf } from '../publication/log';
import type { DocumentFacts } from './judge';
import type { Owned } from './may-read';

/** A version of a document as the table holds it. */
interface Version extends Owned {
  readonly documentId: string;
  readonly slug?: string | null;
  readonly publishedAt: string | null;
  readonly updatedAt: string;
}

export interface Found {
  readonly facts: DocumentFacts;
  /** The versions in this language, for the permissions to look at. */
  readonly versions: readonly Owned[];
}

/**
 * What the CMS knows of a document in one language.
 * @param documentId may be left out for the single type, whose page in the admin does not name it.
 * @param liveRevision the number of our log that the live site states; 0 when it states none.
 */
export async function readDocument(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string | undefined,
  locale: Locale,
  liveRevision: number,
): Promise<Found> {
  const versions = await readVersions(strapi, type, documentId);
  const own = versions.filter((version) => version.locale === locale);
  const draft = own.find((version) => version.publishedAt === null);
  const published = own.find((version) => version.publishedAt !== null);
  const id = documentId ?? versions[0]?.documentId ?? '';
  const key = { type, documentId: id, locale };
  const shown = published !== undefined;
  const row = id ? await lastRowOf(strapi, key, shown) : undefined;
  const earlier = row && (await lastRowOf(strapi, key, shown, Math.min(row.id - 1, liveRevision)));
  return {
    versions: own,
    facts: {
      ...key,
      drafted: draft !== undefined,
      published: shown,
      // Publishing copies the draft's time to what it publishes; saving moves the draft's on.
      modified: Boolean(draft && published && Date.parse(draft.updatedAt) > Date.parse(published.updatedAt)),
      entry: row && { revision: row.id, at: new Date(row.at).toISOString() },
      url: published ? urlOf(type, locale, versions) : null,
      hasEarlier: earlier !== undefined && earlier.change !== 'unpublished' && earlier.change !== 'deleted',
    },
  };
}

async function readVersions(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string | undefined,
): Promise<Version[]> {
  return (await strapi.db.query(uidOf(type)).findMany({
    select: [
      'documentId',
      'locale',
      'publishedAt',
      'updatedAt',
      ...(type === 'site-settings' ? [] : ['slug']),
    ],
    where: documentId === undefined ? {} : { documentId },
    populate: { createdBy: { select: ['id'] } },
  })) as Version[];
}

/** The settings are on every page; the front page stands for all. */
function urlOf(type: ContentType, locale: Locale, versions: readonly Version[]): string {
  const { siteUrl } = environment();
  if (type === 'site-settings') return siteUrl + homePath(locale);
  // All languages share the slug of one row, as the feed sends it.
  const published = versions.filter((version) => version.publishedAt !== null && isLocale(version.locale));
  const canonical = published.find((version) => version.locale === defaultLocale) ?? published[0];
  return siteUrl + documentPath(locale, type, canonical?.slug ?? '');
}
