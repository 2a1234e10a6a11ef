import type { Localised } from '@samleng/shared';
import { errors } from '@strapi/utils';
import type { KoaContext } from '../koa-context';
import { inBoth } from '../rules/refusal';

/** What Strapi says in English alone when it refuses a file, and what it means. */
const messages: readonly (readonly [RegExp, Localised<string>])[] = [
  [
    /FileTooBig|exceeds size limit|File too large/,
    {
      en: 'The file is larger than 20 MB. Save the picture smaller, for example 3000 pixels wide, and upload that.',
      km: 'ឯកសារនេះធំជាង 20 MB។ សូមរក្សាទុករូបភាពឲ្យតូចជាងនេះ ឧទាហរណ៍ទទឹង 3000 ភិចសែល រួចបញ្ចូល។',
    },
  ],
  [
    /(MIME|File) type .*is not allowed|Cannot verify file type/,
    {
      en: 'The media library takes pictures alone: JPEG, PNG, WebP, AVIF or GIF. Put other files elsewhere on the web and link to them.',
      km: 'បណ្ណាល័យមេឌៀទទួលតែរូបភាព៖ JPEG, PNG, WebP, AVIF ឬ GIF។ សូមដាក់ឯកសារផ្សេងៗនៅកន្លែងផ្សេងលើបណ្តាញ ហើយដាក់តំណទៅវា។',
    },
  ],
  [
    /File name contains invalid characters/,
    {
      en: 'The name of the file holds signs that are not allowed, like / : ? or *. Rename it and upload it again.',
      km: 'ឈ្មោះឯកសារមានសញ្ញាដែលមិនអនុញ្ញាត ដូចជា / : ? ឬ *។ សូមប្តូរឈ្មោះ រួចបញ្ចូលម្តងទៀត។',
    },
  ],
  [
    /Files are empty/,
    {
      en: 'No file came, or an empty one. Choose the picture again.',
      km: 'គ្មានឯកសារមកដល់ ឬឯកសារទទេ។ សូមជ្រើសរូបភាពម្តងទៀត។',
    },
  ],
];

/** Says in both languages why the media library refuses a file. Stands around the reading of the body. */
export default () =>
  async (ctx: KoaContext, next: () => Promise<unknown>): Promise<void> => {
    const explain = (said: string) =>
      /^\/upload(\/|$)/i.test(ctx.path) ? messages.find(([pattern]) => pattern.test(said))?.[1] : undefined;
    try {
      await next();
    } catch (error) {
      const message = error instanceof Error && explain(error.message);
      if (!message) throw error;
      throw error instanceof errors.PayloadTooLargeError
        ? new errors.PayloadTooLargeError(inBoth(message))
        : new errors.ValidationError(inBoth(message));
    }
    // Who reads the body throws nothing, but answers.
    const { error } = (ctx.body ?? {}) as { error?: { message?: string } };
    const message = error?.message && explain(error.message);
    if (error && message) error.message = inBoth(message);
  };
