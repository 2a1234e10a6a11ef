import {
  type ContentType,
  defaultLocale,
  isLocale,
  type Locale,
  previewLifetime,
  previewLink,
  typeOfUid,
  uidOf,
} from '@samleng/shared';
import { environment } from '../environment';
import { type Owned, readingOf } from '../status/may-read';

interface Asked {
  readonly documentId?: string;
  readonly locale?: string;
  /** Strapi also knows "modified": a draft that differs from what is published. */
  readonly status?: string;
}

/**
 * The signed address at which the site shows one version of a document; undefined for foreign types,
 * and for who may not read it: Strapi asks only whether somebody is signed in.
 */
export async function previewHandler(uid: string, asked: Asked): Promise<string | undefined> {
  const type = typeOfUid(uid);
  const { siteUrl, publishSecret } = environment();
  if (!type || !asked.documentId || !publishSecret) return undefined;
  const locale = isLocale(asked.locale) ? asked.locale : defaultLocale;
  if (!(await mayRead(type, asked.documentId, locale))) return undefined;
  const link = await previewLink(publishSecret, {
    type,
    documentId: asked.documentId,
    locale,
    status: asked.status === 'published' ? 'published' : 'draft',
    expires: Date.now() + previewLifetime,
  });
  return `${siteUrl}${link}`;
}

/** Asks for the person behind this request. Strapi hands a preview handler no more than it asks. */
async function mayRead(type: ContentType, documentId: string, locale: Locale): Promise<boolean> {
  const userAbility: unknown = strapi.requestContext.get()?.state?.userAbility;
  if (!userAbility) return false;
  const rows = (await strapi.db.query(uidOf(type)).findMany({
    select: ['locale'],
    where: { documentId, locale },
    populate: { createdBy: { select: ['id'] } },
  })) as Owned[];
  return readingOf(strapi, userAbility)(type, rows, locale);
}
