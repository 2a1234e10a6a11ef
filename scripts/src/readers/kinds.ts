import {
  documentPath,
  donatePath,
  homePath,
  listPath,
  locales,
  savedPath,
  searchPath,
  type Locale,
} from '@samleng/shared';

/** What can be expected of a kind of page. */
interface Kind {
  readonly name: string;
  readonly path: (locale: Locale) => string;
  /** Search engines are asked to leave it out. */
  readonly noindex?: true;
  /** One page for both languages, with nothing but its main part: no menu that could be skipped. */
  readonly bilingual?: true;
  /** A tool rather than something to read: its script may be larger. */
  readonly tool?: true;
  /** Ends with a QR code on paper. */
  readonly piece?: true;
}

/** Every kind of page that a reader can open, on the readers' site (reader-content.ts). */
export const kinds: readonly Kind[] = [
  { name: 'chooser', path: () => '/', bilingual: true },
  { name: 'home', path: homePath },
  { name: 'articles', path: (locale) => listPath(locale, 'article') },
  { name: 'articles, older', path: (locale) => listPath(locale, 'article', 1) },
  { name: 'interviews', path: (locale) => listPath(locale, 'interview') },
  { name: 'programmes', path: (locale) => listPath(locale, 'programme') },
  { name: 'leaders', path: (locale) => listPath(locale, 'union-leader') },
  {
    name: 'article, text',
    path: (locale) => documentPath(locale, 'article', 'op-ed-labour-rights-review'),
    piece: true,
  },
  {
    name: 'article, picture',
    path: (locale) => documentPath(locale, 'article', 'yang-sophorn-learning-to-lead'),
    piece: true,
  },
  { name: 'article, full', path: (locale) => documentPath(locale, 'article', 'example-full'), piece: true },
  {
    name: 'interview',
    path: (locale) => documentPath(locale, 'interview', 'sethypong-sok-rise'),
    piece: true,
  },
  {
    name: 'interview, full',
    path: (locale) => documentPath(locale, 'interview', 'example-full'),
    piece: true,
  },
  { name: 'programme', path: (locale) => documentPath(locale, 'programme', 'central-organising-unit') },
  { name: 'leader', path: (locale) => documentPath(locale, 'union-leader', 'yang-sophorn') },
  { name: 'leader, full', path: (locale) => documentPath(locale, 'union-leader', 'example-full') },
  { name: 'person', path: (locale) => documentPath(locale, 'person', 'samleng-desk') },
  { name: 'organisation', path: (locale) => documentPath(locale, 'organisation', 'central') },
  { name: 'topic', path: (locale) => documentPath(locale, 'topic', 'organising') },
  { name: 'topic, older', path: (locale) => documentPath(locale, 'topic', 'organising', 1) },
  { name: 'about', path: (locale) => documentPath(locale, 'page', 'about') },
  { name: 'search', path: searchPath, noindex: true, tool: true },
  { name: 'donate', path: donatePath },
  { name: 'saved', path: savedPath, noindex: true, tool: true },
  { name: 'not found', path: (locale) => `/${locale}/nothing-is-here/`, noindex: true, bilingual: true },
];

/** One page to look at: a kind in a language. */
export interface Row extends Omit<Kind, 'path'> {
  readonly locale: Locale;
  readonly path: string;
}

/** Every kind in every language; what is one page for both stands once, in English. */
export const rows: readonly Row[] = kinds.flatMap(({ path, ...kind }) =>
  locales
    .filter((locale) => !kind.bilingual || locale === 'en')
    .map((locale) => ({ ...kind, locale, path: path(locale) })),
);

/** How a page is called in messages and tables. */
export function nameOf({ name, locale, bilingual }: Row): string {
  return `${name}, ${bilingual ? 'both' : locale}`;
}
