import type { Core } from '@strapi/strapi';
import { defaultLocale, localeFacts, locales } from '@samleng/shared';

interface LocaleService {
  findByCode(code: string): Promise<{ id: number; name: string } | null>;
  create(locale: { code: string; name: string }): Promise<unknown>;
  update(where: { id: number }, locale: { name: string }): Promise<unknown>;
  getDefaultLocale(): Promise<string>;
  setDefaultLocale(locale: { code: string }): Promise<unknown>;
}

/** Makes the languages of shared/, named as editors know them, and the first of them the default. */
export async function ensureLocales(strapi: Core.Strapi): Promise<void> {
  const service = strapi.plugin('i18n').service('locales') as unknown as LocaleService;
  for (const code of locales) {
    const { name: english, ownName } = localeFacts[code];
    const name = english === ownName ? `${english} (${code})` : `${english} · ${ownName} (${code})`;
    const present = await service.findByCode(code);
    if (!present) await service.create({ code, name });
    else if (present.name !== name) await service.update({ id: present.id }, { name });
  }
  if ((await service.getDefaultLocale()) !== defaultLocale)
    await service.setDefaultLocale({ code: defaultLocale });
}
