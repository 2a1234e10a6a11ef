import type { Core } from '@strapi/strapi';
import { typeOfUid } from '@samleng/shared';

/**
 * Creating or updating a document as published becomes two steps, a draft and its publication, so
 * that every publication passes the same rules and the same log.
 */
export function publishThroughOneDoor(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const { action, uid } = context;
    if (!typeOfUid(uid) || (action !== 'create' && action !== 'update')) return next();
    const { locale, populate, fields, status } = context.params as {
      locale?: string;
      populate?: never;
      fields?: never;
      status?: string;
    };
    if (status !== 'published') return next();
    Object.assign(context.params, { status: 'draft' });
    const draft = (await next()) as { documentId: string } | null;
    if (!draft) return draft;
    const published = await strapi
      .documents(uid)
      .publish({ documentId: draft.documentId, locale, populate, fields });
    return published.entries[0] ?? null;
  });
}
