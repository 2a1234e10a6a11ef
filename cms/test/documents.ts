import type { Core } from '@strapi/strapi';
import { type ContentType, type Locale, uidOf } from '@samleng/shared';

/** The least that may be published of each type, in English. */
export const least = {
  topic: { name: 'Wages', slug: 'wages' },
  organisation: { name: 'A union', slug: 'a-union', kind: 'union' },
  person: { name: 'A person', slug: 'a-person' },
  'union-leader': {
    name: 'A leader',
    slug: 'a-leader',
    role: 'President',
    summary: 'Leads.',
    biography: 'A life.',
    consent: { basis: 'given', date: '2026-01-02', scope: 'Name and role, said by telephone.' },
  },
  programme: {
    name: 'A programme',
    slug: 'a-programme',
    mission: 'To help.',
    body: 'Text.',
    phase: 'active',
  },
  article: {
    title: 'An article',
    slug: 'an-article',
    summary: 'Short.',
    body: 'Text.',
    kind: 'news',
    publishedOn: '2026-05-01',
  },
  interview: {
    headline: 'An interview',
    slug: 'an-interview',
    summary: 'Short.',
    exchanges: [{ question: 'Why?', answer: 'Because.' }],
    publishedOn: '2026-05-01',
  },
  page: { title: 'About', slug: 'about-us', body: 'Text.' },
  'site-settings': { name: 'Samleng', tagline: 'Voice', description: 'A newsroom.' },
} satisfies Record<ContentType, Record<string, unknown>>;

let counter = 0;

/** A slug that no other document of this run has. */
export function freshSlug(): string {
  counter += 1;
  return `document-${counter}`;
}

interface Made {
  readonly documentId: string;
}

interface Service {
  create(params: object): Promise<Made>;
  update(params: object): Promise<Made | null>;
  publish(params: object): Promise<{ entries: Made[] }>;
  unpublish(params: object): Promise<unknown>;
  discardDraft(params: object): Promise<unknown>;
  delete(params: object): Promise<unknown>;
  clone(params: object): Promise<{ documentId: string }>;
  findOne(params: object): Promise<Record<string, unknown> | null>;
}

/** The Document Service of a type, with the types that tests need. */
export function documents(strapi: Core.Strapi, type: ContentType): Service {
  return strapi.documents(uidOf(type)) as unknown as Service;
}

/** Makes a draft of the least that may be published, with a slug of its own. Returns its id. */
export async function makeDraft(
  strapi: Core.Strapi,
  type: ContentType,
  data: Readonly<Record<string, unknown>> = {},
  locale: Locale = 'en',
): Promise<string> {
  const slug = type === 'site-settings' ? {} : { slug: freshSlug() };
  const made = await documents(strapi, type).create({ data: { ...least[type], ...slug, ...data }, locale });
  return made.documentId;
}

/** The same, published. */
export async function makePublic(
  strapi: Core.Strapi,
  type: ContentType,
  data: Readonly<Record<string, unknown>> = {},
  locale: Locale = 'en',
): Promise<string> {
  const documentId = await makeDraft(strapi, type, data, locale);
  await documents(strapi, type).publish({ documentId, locale });
  return documentId;
}

/** Adds a language to a document, as a draft. */
export async function translate(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string,
  data: Readonly<Record<string, unknown>>,
  locale: Locale = 'km',
): Promise<void> {
  await documents(strapi, type).update({ documentId, locale, data });
}
