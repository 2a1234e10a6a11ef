import { defaultLocale, isLocale, previewLifetime, previewLink, typeOfUid } from '@samleng/shared';
import { environment } from '../environment';

interface Asked {
  readonly documentId?: string;
  readonly locale?: string;
  /** Strapi also knows "modified": a draft that differs from what is published. */
  readonly status?: string;
}

/** The signed address at which the site shows one version of a document; undefined for foreign types. */
export async function previewHandler(uid: string, asked: Asked): Promise<string | undefined> {
  const type = typeOfUid(uid);
  const { siteUrl, publishSecret } = environment();
  if (!type || !asked.documentId || !publishSecret) return undefined;
  const link = await previewLink(publishSecret, {
    type,
    documentId: asked.documentId,
    locale: isLocale(asked.locale) ? asked.locale : defaultLocale,
    status: asked.status === 'published' ? 'published' : 'draft',
    expires: Date.now() + previewLifetime,
  });
  return `${siteUrl}${link}`;
}
