import type { Core } from '@strapi/strapi';
import type { Locale, PreviewTarget, Problem } from '@samleng/shared';
import { readPublic } from '../publication/feed';
import type { WireDocument } from '../publication/to-wire';
import { readDrafts } from '../rules/guard-publishing';
import { problemsOf } from '../rules/problems-of';

/** One version of a document as the site would get it, with all that keeps it from being published. */
export async function readPreview(
  strapi: Core.Strapi,
  { type, documentId, locale, status }: Omit<PreviewTarget, 'expires'> & { locale: Locale },
): Promise<{ document: WireDocument; problems: Problem[] } | undefined> {
  const read =
    status === 'draft' ? readDrafts(strapi, type, documentId) : readPublic(strapi, type, [documentId]);
  const document = (await read).find((one) => one.locale === locale);
  return document && { document, problems: await problemsOf(strapi, type, document) };
}
