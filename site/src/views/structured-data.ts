import { listPath, type DocumentOf, type Locale } from '@samleng/shared';
import type { ImageView } from './image.ts';
import type { Link } from './link.ts';

/**
 * A statement in schema.org's words. Paths of our own start with a slash under `@id`, `url`, `item`,
 * `image` and `logo`; the head makes them whole addresses, for only it knows the site's.
 */
export interface StructuredData {
  readonly '@type': string | readonly string[];
  readonly [name: string]: unknown;
}

/** The publisher of all that is on this site. */
export function toPublisher(locale: Locale, name: string): StructuredData {
  return { '@type': 'NewsMediaOrganization', '@id': '/#publisher', name, url: `/${locale}/` };
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
  readonly path: string;
  readonly headline: string;
  readonly authors: readonly Link[];
  readonly about: readonly StructuredData[];
  readonly topics: readonly Link[];
  readonly image: ImageView | null;
  readonly publisher: StructuredData;
}

/** An article or an interview; who it is about comes along. */
export function toArticleData(
  piece: DocumentOf<'article'> | DocumentOf<'interview'>,
  { path, headline, authors, about, topics, image, publisher }: PieceFacts,
): StructuredData {
  return {
    '@type': piece.type === 'interview' ? 'Article' : articleTypes[piece.kind],
    '@id': `${path}#piece`,
    url: path,
    mainEntityOfPage: { '@type': 'WebPage', '@id': path },
    headline,
    description: piece.summary,
    inLanguage: piece.locale,
    datePublished: piece.publishedOn,
    dateModified: piece.publishedAt,
    author: authors.length ? authors.map(toPersonReference) : publisher,
    publisher,
    ...(about.length && { about }),
    ...(topics.length && { keywords: topics.map(({ text }) => text) }),
    ...(image && { image: image.picture.src }),
    ...(piece.corrections.length && {
      correction: piece.corrections.map(({ date, text }) => ({
        '@type': 'CorrectionComment',
        datePublished: date,
        text,
      })),
    }),
  };
}

/** Somebody mentioned on a page, by the page about them. */
export function toPersonReference({ href, text }: Link): StructuredData {
  return { '@type': 'Person', '@id': `${href}#person`, name: text, url: href };
}

interface ProfileFacts {
  readonly path: string;
  readonly name: string;
  readonly otherName: string | null;
  readonly role: string | null;
  readonly description: string | null;
  readonly organisation: Link | null;
  readonly image: ImageView | null;
  readonly modified: string;
}

/** The page about a person. */
export function toProfileData(profile: ProfileFacts): StructuredData {
  const { path, name, otherName, role, description, organisation, image, modified } = profile;
  return {
    '@type': 'ProfilePage',
    '@id': path,
    url: path,
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
