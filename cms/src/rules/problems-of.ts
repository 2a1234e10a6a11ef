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

/** A slug belongs to one document of a type, drafts included: the first to be published may not lose it. */
async function slugTaken(strapi: Core.Strapi, type: ContentType, document: WireDocument): Promise<Problem[]> {
  const { slug, documentId } = document;
  if (typeof slug !== 'string' || !slug) return [];
  const other = await strapi.db
    .query(uidOf(type))
    .findOne({ select: ['id'], where: { slug, documentId: { $ne: documentId } } });
  return other ? [problem(['slug'], 'slug-taken')] : [];
}
