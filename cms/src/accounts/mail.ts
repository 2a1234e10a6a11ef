import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { inBoth } from '../rules/refusal';

/** Strapi's default: it looks up the mail servers of the world and delivers to them itself. */
const unset = 'sendmail';

/** What to do without mail. */
export const noMail = {
  en: 'This system sends no e-mail. Ask an administrator: they can set a new password for you in Settings → Users.',
  km: 'ប្រព័ន្ធនេះមិនផ្ញើអ៊ីមែលទេ។ សូមសួរអ្នកគ្រប់គ្រង៖ គេអាចកំណត់ពាក្យសម្ងាត់ថ្មីឱ្យអ្នកនៅក្នុង Settings → Users។',
};

/** Tells whether somebody chose a way to send mail (`email` in config/plugins.ts). */
export function hasMail(strapi: Core.Strapi): boolean {
  return strapi.config.get('plugin::email.provider') !== unset;
}

/** Without a chosen way nothing is sent, whoever asks for it. */
export function refuseMail(strapi: Core.Strapi): void {
  if (hasMail(strapi)) return;
  const refuse = () =>
    Promise.reject(Object.assign(new errors.ApplicationError(inBoth(noMail)), { statusCode: 400 }));
  Object.assign(strapi.plugin('email'), { provider: { send: refuse } });
}
