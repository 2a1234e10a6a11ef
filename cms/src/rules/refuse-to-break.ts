import type { Core } from '@strapi/strapi';
import { checkDocument, typeNames } from '@samleng/shared';
import { readPublic } from '../publication/feed';
import type { DocumentKey } from '../publication/referrers';
import { refusal } from './refusal';
import { titleOfFields } from './title-of-fields';

/**
 * Refuses to take away a document that another public one cannot be without: one broken document
 * would hold up everything that is published after it.
 * @param taken the document that is being unpublished or deleted.
 * @param referrers the documents that named it.
 */
export async function refuseToBreak(
  strapi: Core.Strapi,
  taken: DocumentKey,
  referrers: readonly DocumentKey[],
): Promise<void> {
  for (const { type, documentId } of referrers) {
    for (const document of await readPublic(strapi, type, [documentId])) {
      if (checkDocument(type, document).ok) continue;
      const title = titleOfFields(document);
      const is = typeNames[taken.type];
      const needs = typeNames[type];
      throw refusal({
        en: `${needs.en} “${title}” needs this ${is.en.toLowerCase()}. Change or unpublish it first.`,
        km: `${needs.km} «${title}» ត្រូវការ${is.km}នេះ។ សូមកែ ឬដកវាពីការផ្សាយជាមុនសិន។`,
      });
    }
  }
}
