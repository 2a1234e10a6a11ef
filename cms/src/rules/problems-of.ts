import type { Core } from '@strapi/strapi';
import {
  checkDocument,
  type ContentType,
  contracts,
  isFileName,
  problem,
  type Problem,
  uidOf,
} from '@samleng/shared';
import { markdownImages } from '../publication/markdown-images';
import type { WireDocument } from '../publication/to-wire';
import type { Row } from '../publication/wire-schema';

/** Everything that keeps a document from being published, worded for editors. */
export async function problemsOf(
  strapi: Core.Strapi,
  type: ContentType,
  document: WireDocument,
): Promise<Problem[]> {
  const result = checkDocument(type, document);
  return [
    ...(result.ok ? [] : result.problems),
    ...picturesWithoutWords(type, document),
    ...(await slugTaken(strapi, type, document)),
  ];
}

function picturesWithoutWords(type: ContentType, document: WireDocument): Problem[] {
  return contracts[type].markdown.flatMap((field) => {
    const text = document[field];
    const images = typeof text === 'string' ? markdownImages(text) : [];
    if (images.some(({ alt }) => alt.trim() === '')) return [problem([field], 'alt-missing')];
    if (images.some(({ alt }) => isFileName(alt))) return [problem([field], 'alt-is-file-name')];
    return [];
  });
}

/**
 * A slug belongs to one document of a type, drafts included: of two that are new, neither may take
 * it. Who already stands at an address keeps it, whatever others write into their drafts.
 */
async function slugTaken(
  strapi: Core.Strapi,
  type: ContentType,
  { slug, documentId }: WireDocument,
): Promise<Problem[]> {
  if (typeof slug !== 'string' || !slug) return [];
  const rows = (await strapi.db
    .query(uidOf(type))
    .findMany({ select: ['documentId', 'publishedAt'], where: { slug } })) as Row[];
  const isOurs = rows.some((row) => row.documentId === documentId && row.publishedAt !== null);
  const others = rows.filter((row) => row.documentId !== documentId && (!isOurs || row.publishedAt !== null));
  return others.length > 0 ? [problem(['slug'], 'slug-taken')] : [];
}
