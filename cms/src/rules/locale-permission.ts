import type { Core } from '@strapi/strapi';
import { defaultLocale, locales, typeOfUid, uidOf, type ContentType } from '@samleng/shared';
import { errors } from '@strapi/utils';
import { inBoth } from './refusal';

interface Checker {
  cannot: { create(entity: object): boolean };
}

/**
 * Strapi asks whether somebody may create documents, but not in which language: a role bound to
 * Khmer could leave English drafts behind. Here the language is asked for as well.
 */
export function checkLocaleOnCreate(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    const state = strapi.requestContext.get()?.state;
    if (!type || !state?.userAbility || !['create', 'update', 'clone'].includes(context.action))
      return next();
    const { documentId, locale = defaultLocale } = context.params as { documentId?: string; locale?: string };
    const wanted = locale === '*' ? locales : [locale];
    const checker = strapi
      .plugin('content-manager')
      .service('permission-checker')
      .create({ userAbility: state.userAbility, model: context.uid }) as Checker;
    for (const language of wanted) {
      const exists = context.action === 'update' && (await draftExists(strapi, type, documentId, language));
      // A condition on the creator holds for what somebody is about to create.
      const entity = { locale: language, createdBy: { id: state.user?.id } };
      if (!exists && checker.cannot.create(entity)) throw forbidden(language);
    }
    return next();
  });
}

async function draftExists(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string | undefined,
  locale: string,
): Promise<boolean> {
  const where = { documentId, locale, publishedAt: { $null: true } };
  return (await strapi.db.query(uidOf(type)).count({ where })) > 0;
}

/** Of all its errors of permission, Strapi answers only this one with its message. */
function forbidden(locale: string): Error {
  return new errors.PolicyError(
    inBoth({
      en: `Your role does not write in this language (${locale}). Choose another language, or ask an administrator.`,
      km: `តួនាទីរបស់អ្នកមិនអាចសរសេរជាភាសានេះទេ (${locale})។ សូមជ្រើសភាសាផ្សេង ឬសួរអ្នកគ្រប់គ្រង។`,
    }),
  );
}
