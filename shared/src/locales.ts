/** The languages Samleng is written in. Everything else about languages derives from this file. */
export const locales = ['en', 'km'] as const;

/** A language of the content and of the interface, as its BCP 47 tag. */
export type Locale = (typeof locales)[number];

/** One value in every language. */
export type Localised<T> = Readonly<Record<Locale, T>>;

/** The language whose row carries the fields shared by all languages of a document. */
export const defaultLocale: Locale = 'en';

interface LocaleFacts {
  /** The name in English, for the admin. */
  readonly name: string;
  /** The name as its own readers write it. */
  readonly ownName: string;
  /** The tag given to Intl: English dates are day first, as Cambodia writes them. */
  readonly intl: string;
  /** The value of og:locale. */
  readonly openGraph: string;
}

export const localeFacts: Localised<LocaleFacts> = {
  en: { name: 'English', ownName: 'English', intl: 'en-GB', openGraph: 'en_GB' },
  km: { name: 'Khmer', ownName: 'ខ្មែរ', intl: 'km-KH', openGraph: 'km_KH' },
};

/** Tells whether a string from outside (a URL, a query) names one of our languages. */
export function isLocale(value: unknown): value is Locale {
  return (locales as readonly unknown[]).includes(value);
}

/** The languages other than the given one, in the order of `locales`. */
export function otherLocales(locale: Locale): Locale[] {
  return locales.filter((other) => other !== locale);
}
