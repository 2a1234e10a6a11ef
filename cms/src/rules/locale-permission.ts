import type { Core } from '@strapi/strapi';
import { defaultLocale, locales, typeOfUid, uidOf, type ContentType } from '@samleng/shared';
import { errors } from '@strapi/utils';
import { inBoth } from './refusal';

interface Checker {
  cannot: { create(entity: object): boolean; update(entity: object): boolean };
}

interface Draft {
  readonly locale: string;
  readonly createdBy: { readonly id: number } | null;
}

/**
 * Strapi asks whether somebody may create documents, but neither in which language nor of whom: a
 * role bound to Khmer could leave English drafts behind, and whoever adds a language to a document
 * changes what all its languages share. Here both are asked for as well.
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
    const drafts = context.action === 'update' ? await draftsOf(strapi, type, documentId) : [];
    for (const language of wanted) {
      if (drafts.some((draft) => draft.locale === language)) continue;
      // A condition on the creator holds for what somebody is about to create.
      if (checker.cannot.create({ locale: language, createdBy: { id: state.user?.id } }))
        throw forbidden(language);
      const cannotChange = ({ createdBy }: Draft) => checker.cannot.update({ locale: language, createdBy });
      if (drafts.length > 0 && drafts.every(cannotChange)) throw somebodyElses();
    }
    return next();
  });
}

async function draftsOf(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string | undefined,
): Promise<Draft[]> {
  return (await strapi.db.query(uidOf(type)).findMany({
    select: ['locale'],
    where: { documentId, publishedAt: { $null: true } },
    populate: { createdBy: { select: ['id'] } },
  })) as Draft[];
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

function somebodyElses(): Error {
  return new errors.PolicyError(
    inBoth({
      en: 'Somebody else began this document, and your role changes only its own. Ask an editor to add the language.',
      km: 'អ្នកផ្សេងបានចាប់ផ្តើមឯកសារនេះ ហើយតួនាទីរបស់អ្នកកែបានតែឯកសាររបស់ខ្លួនប៉ុណ្ណោះ។ សូមស្នើអ្នកកែសម្រួលឱ្យបន្ថែមភាសានេះ។',
    }),
  );
}
