import { homePath, localeFacts, type Locale } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { toHomeShareImage, type ShareImage } from './share-image.ts';

/** One language at the door. */
export interface DoorView {
  readonly locale: Locale;
  readonly href: string;
  readonly ownName: string;
  readonly siteName: string;
  readonly tagline: string;
  readonly description: string;
  readonly invitation: string;
}

/** The page at `/`, where readers choose their language. */
export interface ChooserView {
  readonly kind: 'chooser';
  readonly doors: readonly DoorView[];
  /** The front page's of the first language. */
  readonly share: ShareImage | null;
}

/** @param perLocale the content as each language sees it, in the order of the languages. */
export function toChooserPage(perLocale: readonly Entries[]): ChooserView {
  return {
    kind: 'chooser',
    doors: perLocale.map((entries) => {
      const { locale } = entries;
      const settings = entries.settings();
      const written = settings?.translated ? settings.document : undefined;
      return {
        locale,
        href: homePath(locale),
        ownName: localeFacts[locale].ownName,
        siteName: written?.name ?? t(locale, 'site.name'),
        tagline: written?.tagline ?? t(locale, 'site.tagline'),
        description: written?.description ?? t(locale, 'site.description'),
        invitation: t(locale, 'language.read'),
      };
    }),
    share: perLocale[0] ? toHomeShareImage(perLocale[0]) : null,
  };
}
