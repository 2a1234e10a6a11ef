import type { Core } from '@strapi/strapi';
import { defaultLocale, typeOfUid, uidOf, type ContentType } from '@samleng/shared';
import { attributesOf } from '../publication/wire-schema';

const longest = 80;

/** Makes a slug of a Latin title; "" when the title is not Latin, because half a slug helps nobody. */
export function toSlug(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '');
  if (!/[a-z]/i.test(plain) || /[\u1780-\u17FF]/.test(title)) return '';
  const words = plain
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let slug = '';
  for (const word of words) {
    const longer = slug ? `${slug}-${word}` : word;
    if (longer.length > longest) break;
    slug = longer;
  }
  return slug;
}

/**
 * Gives a document the slug of its English title when it has none; publishing asks for one
 * otherwise. A copy gets a slug of its own: two documents with one could not both be published.
 */
export function fillSlug(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    if (!type || !('slug' in attributesOf(strapi, context.uid))) return next();
    const {
      data,
      documentId,
      locale = defaultLocale,
    } = context.params as {
      data?: Record<string, unknown>;
      documentId?: string;
      locale?: string;
    };
    if (context.action === 'clone' && documentId) {
      const slug = await slugOf(strapi, type, documentId);
      if (slug)
        Object.assign(context.params, { data: { ...data, slug: await freeSlug(strapi, type, slug) } });
    } else if (
      ['create', 'update'].includes(context.action) &&
      data &&
      !data.slug &&
      locale === defaultLocale
    ) {
      const title = data.title ?? data.headline ?? data.name;
      if (typeof title === 'string' && !(documentId && (await slugOf(strapi, type, documentId)))) {
        const slug = await freeSlug(strapi, type, toSlug(title), documentId);
        if (slug) data.slug = slug;
      }
    }
    return next();
  });
}

async function slugOf(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string,
): Promise<string | undefined> {
  const where = { documentId, slug: { $notNull: true, $ne: '' } };
  const row = (await strapi.db.query(uidOf(type)).findOne({ select: ['slug'], where })) as {
    slug: string;
  } | null;
  return row?.slug;
}

async function freeSlug(
  strapi: Core.Strapi,
  type: ContentType,
  slug: string,
  documentId?: string,
): Promise<string> {
  if (!slug) return '';
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? slug : `${slug.slice(0, longest - 4).replace(/-+$/, '')}-${number}`;
    const where = { slug: candidate, ...(documentId ? { documentId: { $ne: documentId } } : {}) };
    if ((await strapi.db.query(uidOf(type)).count({ where })) === 0) return candidate;
  }
}
