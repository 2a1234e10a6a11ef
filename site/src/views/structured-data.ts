import {
  defaultLocale,
  documentPath,
  listPath,
  otherLocales,
  type DocumentOf,
  type Locale,
} from '@samleng/shared';
import type { ImageView } from './image.ts';
import type { Link } from './link.ts';
import type { ShareImage } from './share-image.ts';

/**
 * A statement in schema.org's words. Paths of our own start with a slash under `@id`, `url`, `item`,
 * `image` and the like; the head makes them whole addresses, for only it knows the site's.
 */
export interface StructuredData {
  readonly '@type': string | readonly string[];
  readonly [name: string]: unknown;
}

/** The publisher of all that is on this site. */
export function toPublisher(locale: Locale, name: string): StructuredData {
  return {
    '@type': 'NewsMediaOrganization',
    '@id': '/#publisher',
    name,
    url: `/${locale}/`,
    logo: { '@type': 'ImageObject', url: '/apple-touch-icon.png' },
  };
}

/** The site that a page is part of: the front page says more about it. */
function siteOf(locale: Locale) {
  return { '@id': `/${locale}/#site` };
}

export function toBreadcrumbs(crumbs: readonly Link[], title: string, path: string): StructuredData {
  return {
    '@type': 'BreadcrumbList',
    itemListElement: [...crumbs, { href: path, text: title }].map(({ href, text }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: text,
      item: href,
    })),
  };
}

const articleTypes: Readonly<Record<DocumentOf<'article'>['kind'], string>> = {
  news: 'NewsArticle',
  analysis: 'AnalysisNewsArticle',
  opinion: 'OpinionNewsArticle',
  statement: 'Article',
};

interface PieceFacts {
  /** The languages that the piece is published in. */
  readonly existsIn: readonly Locale[];
  readonly authors: readonly Link[];
  readonly about: readonly StructuredData[];
  readonly topics: readonly Link[];
  readonly image: ImageView | null;
  readonly share: ShareImage;
  readonly publisher: StructuredData;
}

type Piece = DocumentOf<'article'> | DocumentOf<'interview'>;

/** An article or an interview; who it is about comes along. */
export function toArticleData(
  piece: Piece,
  { existsIn, authors, about, topics, image, share, publisher }: PieceFacts,
): StructuredData {
  const { locale, type, slug } = piece;
  const path = documentPath(locale, type, slug);
  return {
    '@type': type === 'interview' ? 'Article' : articleTypes[piece.kind],
    '@id': `${path}#piece`,
    url: path,
    mainEntityOfPage: path,
    isPartOf: siteOf(locale),
    headline: type === 'interview' ? piece.headline : piece.title,
    description: piece.summary,
    inLanguage: locale,
    datePublished: toMoment(piece.publishedOn),
    dateModified: piece.publishedAt,
    author: authors.length ? authors.map(toPersonReference) : { '@id': '/#publisher' },
    publisher,
    image: [...(image ? [image.picture.src] : []), share.path],
    ...(about.length && { about }),
    ...(topics.length && { keywords: topics.map(({ text }) => text) }),
    ...(piece.sources.length && { citation: piece.sources.map(toCitation) }),
    ...toTranslations(piece, existsIn),
    ...(piece.corrections.length && {
      correction: piece.corrections.map(({ date, text }) => ({
        '@type': 'CorrectionComment',
        datePublished: date,
        text,
      })),
    }),
  };
}

/** A day as search engines want it: it begins at midnight in Cambodia. */
function toMoment(day: string): string {
  return `${day}T00:00:00+07:00`;
}

/** What a piece rests on. Its date may be a year or a month. */
function toCitation({ title, publisher, publishedOn, url, archiveUrl }: Piece['sources'][number]) {
  const address = url ?? archiveUrl;
  return {
    '@type': 'CreativeWork',
    name: title,
    ...(publisher && { publisher: { '@type': 'Organization', name: publisher } }),
    ...(publishedOn && { datePublished: publishedOn }),
    ...(address && { url: address }),
  };
}

/** The same piece in the other languages; the default language is the one that is translated from. */
function toTranslations({ locale, type, slug }: Piece, existsIn: readonly Locale[]) {
  const others = otherLocales(locale).filter((other) => existsIn.includes(other));
  const work = (each: Locale) => ({ '@id': `${documentPath(each, type, slug)}#piece` });
  if (locale === defaultLocale) return others.length > 0 ? { workTranslation: others.map(work) } : {};
  return others.includes(defaultLocale) ? { translationOfWork: work(defaultLocale) } : {};
}

/** Somebody mentioned on a page, by the page about them. */
export function toPersonReference({ href, text }: Link): StructuredData {
  return { '@type': 'Person', '@id': `${href}#person`, name: text, url: href };
}

interface ProfileFacts {
  readonly locale: Locale;
  readonly path: string;
  readonly name: string;
  readonly otherName: string | null;
  readonly role: string | null;
  readonly description: string | null;
  readonly organisation: Link | null;
  readonly image: ImageView | null;
  readonly modified: string;
}

/** The page about a person. Only a real photo is a picture of the person. */
export function toProfileData(profile: ProfileFacts): StructuredData {
  const { locale, path, name, otherName, role, description, organisation, image, modified } = profile;
  return {
    '@type': 'ProfilePage',
    '@id': path,
    url: path,
    inLanguage: locale,
    isPartOf: siteOf(locale),
    dateModified: modified,
    mainEntity: {
      '@type': 'Person',
      '@id': `${path}#person`,
      name,
      url: path,
      ...(otherName && { alternateName: otherName }),
      ...(role && { jobTitle: role }),
      ...(description && { description }),
      ...(organisation && { affiliation: toOrganisationReference(organisation) }),
      ...(image && { image: image.picture.src }),
    },
  };
}

/** An organisation mentioned on a page. */
export function toOrganisationReference({ href, text }: Link): StructuredData {
  return { '@type': 'Organization', '@id': `${href}#organisation`, name: text, url: href };
}

interface PageFacts {
  readonly locale: Locale;
  readonly path: string;
  readonly name: string;
  readonly description?: string | null;
  readonly modified?: string;
}

/** A page that stands by itself. @param about the thing that it is all about, where it is about one. */
export function toPageData(
  page: PageFacts,
  about?: StructuredData,
  type: 'WebPage' | 'CollectionPage' = 'WebPage',
): StructuredData {
  const { locale, path, name, description, modified } = page;
  return {
    '@type': type,
    '@id': path,
    url: path,
    name,
    ...(description && { description }),
    inLanguage: locale,
    isPartOf: siteOf(locale),
    ...(modified && { dateModified: modified }),
    ...(about && { mainEntity: about }),
  };
}

/** A page of a list, or of a topic. @param items the addresses of what it lists, in order. */
export function toCollectionData(page: PageFacts, items: readonly string[]): StructuredData {
  const list = {
    '@type': 'ItemList',
    itemListElement: items.map((url, index) => ({ '@type': 'ListItem', position: index + 1, url })),
  };
  return toPageData(page, items.length > 0 ? list : undefined, 'CollectionPage');
}

/** A programme, as the page about it tells of it. */
export function toProgrammeData(
  { locale, slug, name, mission, startsOn, endsOn, publishedAt }: DocumentOf<'programme'>,
  organisation: Link | null,
): StructuredData {
  const path = documentPath(locale, 'programme', slug);
  return toPageData(
    { locale, path, name, modified: publishedAt },
    {
      '@type': 'Project',
      '@id': `${path}#programme`,
      name,
      url: path,
      description: mission,
      ...(startsOn && { foundingDate: startsOn }),
      ...(endsOn && { dissolutionDate: endsOn }),
      ...(organisation && { parentOrganization: toOrganisationReference(organisation) }),
    },
  );
}

/** The site itself, on its front pages. */
export function toSiteData(locale: Locale, name: string, description: string): StructuredData {
  return {
    '@type': 'WebSite',
    '@id': `/${locale}/#site`,
    url: `/${locale}/`,
    name,
    description,
    inLanguage: locale,
    publisher: toPublisher(locale, name),
    hasPart: { '@type': 'CollectionPage', url: listPath(locale, 'article') },
  };
}
