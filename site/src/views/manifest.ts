import { homePath, type Locale } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { writtenSettings } from './layout.ts';

interface Icon {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  /** The weave fills the square: any shape may be cut out of it. */
  readonly purpose: string;
}

/** What a phone is told that puts the site among its applications; the names are the standard's. */
export interface ManifestView {
  readonly id: string;
  readonly name: string;
  readonly short_name: string;
  readonly description: string;
  readonly lang: Locale;
  readonly start_url: string;
  readonly scope: string;
  /** With the way back: nobody is to be stuck in a page. */
  readonly display: 'minimal-ui';
  readonly background_color: string;
  readonly theme_color: string;
  readonly icons: readonly Icon[];
}

/** Cotton, as in styles/tokens.css. */
const ground = '#faf6ed';

/** Where the manifest of a language is. */
export function manifestPath(locale: Locale): string {
  return `${homePath(locale)}manifest.webmanifest`;
}

/** The site as an application, in one language. */
export function toManifest(entries: Entries): ManifestView {
  const { locale } = entries;
  const settings = writtenSettings(entries);
  const name = settings?.name ?? t(locale, 'site.name');
  return {
    id: homePath(locale),
    name,
    short_name: name,
    description: settings?.description ?? t(locale, 'site.description'),
    lang: locale,
    start_url: homePath(locale),
    scope: '/',
    display: 'minimal-ui',
    background_color: ground,
    theme_color: ground,
    icons: [192, 512].map((size) => ({
      src: `/icon-${size}.png`,
      sizes: `${size}x${size}`,
      type: 'image/png',
      purpose: 'any maskable',
    })),
  };
}
