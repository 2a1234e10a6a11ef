import type { Localised } from './locales.ts';

/**
 * The kinds of documents, in the order in which the feed sends them: what others refer to comes
 * first, but for the settings, which pick from everything, and for pieces, which name each other.
 * The kebab-case name is the one name from which UIDs, folders and routes derive.
 */
export const contentTypes = [
  'site-settings',
  'topic',
  'organisation',
  'person',
  'union-leader',
  'programme',
  'article',
  'interview',
  'page',
] as const;

export type ContentType = (typeof contentTypes)[number];

/** Documents that have lists of their own. */
export const listedTypes = ['article', 'interview', 'programme', 'union-leader'] as const;
export type ListedType = (typeof listedTypes)[number];

/** Documents that have a page of their own: all but the settings. */
export type PagedType = Exclude<ContentType, 'site-settings'>;
export const pagedTypes = contentTypes.filter((type): type is PagedType => type !== 'site-settings');

/** The Strapi UID of a type, `api::article.article`. */
export function uidOf(type: ContentType): `api::${ContentType}.${ContentType}` {
  return `api::${type}.${type}`;
}

/** The type behind a Strapi UID, or undefined when it is none of ours. */
export function typeOfUid(uid: string): ContentType | undefined {
  return contentTypes.find((type) => uidOf(type) === uid);
}

/** What editors call one document of a type. */
export const typeNames: Readonly<Record<ContentType, Localised<string>>> = {
  article: { en: 'Article', km: 'អត្ថបទ' },
  interview: { en: 'Interview', km: 'បទសម្ភាសន៍' },
  programme: { en: 'Programme', km: 'កម្មវិធី' },
  'union-leader': { en: 'Union leader', km: 'មេដឹកនាំសហជីព' },
  person: { en: 'Person', km: 'បុគ្គល' },
  organisation: { en: 'Organisation', km: 'អង្គការ' },
  topic: { en: 'Topic', km: 'ប្រធានបទ' },
  page: { en: 'Page', km: 'ទំព័រ' },
  'site-settings': { en: 'Site settings', km: 'ការកំណត់គេហទំព័រ' },
};
