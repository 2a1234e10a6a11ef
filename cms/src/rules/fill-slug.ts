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

/** Gives a document the slug of its English title when it has none. Publishing asks for one otherwise. */
export function fillSlug(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    const {
      data,
      documentId,
      locale = defaultLocale,
    } = context.params as {
      data?: Record<string, unknown>;
      documentId?: string;
      locale?: string;
    };
    const wanted = type && data && locale === defaultLocale && 'slug' in attributesOf(strapi, context.uid);
    if (!wanted || !['create', 'update'].includes(context.action) || data.slug) return next();
    const title = data.title ?? data.headline ?? data.name;
    if (typeof title === 'string' && !(documentId && (await hasSlug(strapi, type, documentId)))) {
      const slug = await freeSlug(strapi, type, toSlug(title), documentId);
      if (slug) data.slug = slug;
    }
    return next();
  });
}

async function hasSlug(strapi: Core.Strapi, type: ContentType, documentId: string): Promise<boolean> {
  const where = { documentId, slug: { $notNull: true, $ne: '' } };
  return (await strapi.db.query(uidOf(type)).count({ where })) > 0;
}

async function freeSlug(
  strapi: Core.Strapi,
  type: ContentType,
  slug: string,
  documentId: string | undefined,
): Promise<string> {
  if (!slug) return '';
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? slug : `${slug.slice(0, longest - 4).replace(/-+$/, '')}-${number}`;
    const where = { slug: candidate, ...(documentId ? { documentId: { $ne: documentId } } : {}) };
    if ((await strapi.db.query(uidOf(type)).count({ where })) === 0) return candidate;
  }
}
