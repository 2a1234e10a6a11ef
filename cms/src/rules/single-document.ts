import type { Core } from '@strapi/strapi';
import { typeNames, typeOfUid, uidOf } from '@samleng/shared';
import { refusal } from './refusal';

/** A single type has one document. The admin keeps to that by itself; other callers are reminded. */
export function keepSingle(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    const isSingle = context.contentType.kind === 'singleType';
    if (!type || !isSingle || !['create', 'clone'].includes(context.action)) return next();
    if ((await strapi.db.query(uidOf(type)).count()) === 0) return next();
    const { en, km } = typeNames[type];
    throw refusal({
      en: `${en}: there is one such document already. Change that one instead of making another.`,
      km: `${km}៖ មានឯកសារបែបនេះមួយរួចហើយ។ សូមកែវា ជំនួសការបង្កើតថ្មី។`,
    });
  });
}

/** Every page shows the settings, so one language of them always stays public. */
export function refuseToLoseSettings(): never {
  throw refusal({
    en: 'Every page shows the site settings. Change them, or keep them public in one language at least.',
    km: 'គ្រប់ទំព័រទាំងអស់បង្ហាញការកំណត់គេហទំព័រ។ សូមកែវា ឬទុកវាឱ្យផ្សាយយ៉ាងតិចក្នុងភាសាមួយ។',
  });
}
