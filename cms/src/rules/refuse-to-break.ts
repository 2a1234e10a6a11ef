import type { Core } from '@strapi/strapi';
import { checkDocument, isLocale, localeFacts, typeNames } from '@samleng/shared';
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

/** The languages in which a document is public and keeps its contract. */
export async function soundLanguages(
  strapi: Core.Strapi,
  { type, documentId }: DocumentKey,
): Promise<ReadonlySet<string>> {
  const documents = await readPublic(strapi, type, [documentId]);
  const sound = documents.filter((document) => checkDocument(type, document).ok);
  return new Set(sound.map(({ locale }) => locale));
}

/**
 * Refuses to take away a language that spoke for another: that one would lose whom it can name only
 * there, could not be shown any more, and its old page would stay where nobody looks after it.
 * @param taken the document of which a language is being unpublished or deleted.
 * @param sound its languages that kept the contract before; what was broken may always go.
 */
export async function refuseToStrand(
  strapi: Core.Strapi,
  taken: DocumentKey,
  sound: ReadonlySet<string>,
): Promise<void> {
  for (const document of await readPublic(strapi, taken.type, [taken.documentId])) {
    const { locale } = document;
    if (!isLocale(locale) || !sound.has(locale) || checkDocument(taken.type, document).ok) continue;
    const title = titleOfFields(document);
    const { name, ownName } = localeFacts[locale];
    throw refusal({
      en: `Without this language, “${title}” is not complete in ${name}. Unpublish it in ${name} first, or all its languages at once.`,
      km: `បើគ្មានភាសានេះ «${title}» មិនពេញលេញជា${ownName}ទេ។ សូមដកវាពីការផ្សាយជា${ownName}ជាមុនសិន ឬដកគ្រប់ភាសាក្នុងពេលតែមួយ។`,
    });
  }
}
