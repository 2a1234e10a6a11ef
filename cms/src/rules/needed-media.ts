import type { Core } from '@strapi/strapi';
import { type Localised, typeNames } from '@samleng/shared';
import { errors } from '@strapi/utils';
import { readPublic } from '../publication/feed';
import type { MediaFile } from '../publication/media';
import { forbiddenUsage } from '../publication/media-permission';
import { publicUsage, type Usage } from '../publication/media-usage';
import { inBoth, refusal } from './refusal';
import { titleOfFields } from './title-of-fields';

/** Refuses to take away files that a public document shows, in a field or in a text. */
export async function refuseRemoval(strapi: Core.Strapi, files: readonly MediaFile[]): Promise<void> {
  await refuseForbidden(strapi, files);
  await refuseNeeded(strapi, files);
}

/** Who does not publish a document does not change it in public through its pictures either. */
export async function refuseForbidden(strapi: Core.Strapi, files: readonly MediaFile[]): Promise<void> {
  for (const found of files) {
    const use = await forbiddenUsage(strapi, await publicUsage(strapi, found));
    if (!use) continue;
    const name = await nameOf(strapi, use);
    // Of all its errors of permission, Strapi answers only this one with its message.
    throw new errors.PolicyError(
      inBoth({
        en: `${name.en} shows this file in public, and your role does not publish it. Upload another file, or ask an editor.`,
        km: `${name.km} កំពុងបង្ហាញឯកសារនេះជាសាធារណៈ ហើយតួនាទីរបស់អ្នកមិនអាចផ្សាយវាទេ។ សូមបញ្ចូលឯកសារផ្សេង ឬស្នើអ្នកកែសម្រួល។`,
      }),
    );
  }
}

/** Bytes that are gone do not come back: first the document, then the file. */
async function refuseNeeded(strapi: Core.Strapi, files: readonly MediaFile[]): Promise<void> {
  for (const found of files) {
    const [use] = await publicUsage(strapi, found);
    if (!use) continue;
    const name = await nameOf(strapi, use);
    throw refusal({
      en: `${name.en} shows this file. Take it out there and publish, then remove it here.`,
      km: `${name.km} កំពុងបង្ហាញឯកសារនេះ។ សូមដកវាចេញពីទីនោះ ហើយផ្សាយ រួចទើបលុបវានៅទីនេះ។`,
    });
  }
}

async function nameOf(strapi: Core.Strapi, { type, documentId }: Usage): Promise<Localised<string>> {
  const [document] = await readPublic(strapi, type, [documentId]);
  const title = titleOfFields(document ?? { documentId });
  const name = typeNames[type];
  return { en: `${name.en} “${title}”`, km: `${name.km} «${title}»` };
}
