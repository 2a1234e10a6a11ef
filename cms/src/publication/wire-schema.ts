import type { Core } from '@strapi/strapi';
import { type ContentType, locales, uidOf } from '@samleng/shared';

/** What the schemas of Strapi say about one attribute, as far as the wire is concerned. */
export interface Attribute {
  readonly type: string;
  readonly private?: boolean;
  readonly required?: boolean;
  readonly component?: string;
  readonly repeatable?: boolean;
  readonly relation?: string;
  readonly target?: string;
  readonly mappedBy?: string;
  readonly inversedBy?: string;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** A row of the database, populated by `populateOf`. */
export interface Row {
  readonly id: number;
  readonly documentId: string;
  readonly locale: string;
  readonly publishedAt: string | Date | null;
  readonly [attribute: string]: unknown;
}

/** The attributes that a schema.json names, without those that Strapi and its plugins add. */
export function attributesOf(strapi: Core.Strapi, uid: string): Attributes {
  const schema = (uid.includes('::') ? strapi.contentTypes : strapi.components) as unknown as Record<
    string,
    { __schema__: { attributes: Attributes } } | undefined
  >;
  const found = schema[uid];
  if (!found) throw new Error(`Strapi knows no schema "${uid}". Check src/api and src/components.`);
  return found.__schema__.attributes;
}

type WireAttributes = readonly (readonly [string, Attribute])[];

/** Schemas stay as they are while Strapi runs, and the feed asks for them once a component. */
const known = new WeakMap<Core.Strapi, Map<string, WireAttributes>>();

/** The attributes that travel: neither private ones nor the inverse sides of relations. */
export function wireAttributes(strapi: Core.Strapi, uid: string): WireAttributes {
  const ofStrapi = known.get(strapi) ?? new Map<string, WireAttributes>();
  known.set(strapi, ofStrapi);
  const attributes =
    ofStrapi.get(uid) ??
    Object.entries(attributesOf(strapi, uid)).filter(
      ([, attribute]) => !attribute.private && !attribute.mappedBy,
    );
  ofStrapi.set(uid, attributes);
  return attributes;
}

const references = { select: ['documentId'] };

/** What to populate so that a row carries all that travels. */
export function populateOf(strapi: Core.Strapi, uid: string): Record<string, unknown> {
  const populate: Record<string, unknown> = {};
  for (const [name, attribute] of wireAttributes(strapi, uid)) {
    if (attribute.type === 'relation') populate[name] = references;
    if (attribute.type === 'media') populate[name] = true;
    if (attribute.component) populate[name] = { populate: populateOf(strapi, attribute.component) };
  }
  return populate;
}

/**
 * Rows of some documents in every language, with all that travels, ordered by document and language.
 * @param status which version: the one that readers see, or the one that editors work on.
 */
export async function readRows(
  strapi: Core.Strapi,
  type: ContentType,
  documentIds: readonly string[],
  status: 'draft' | 'published',
): Promise<Row[]> {
  const uid = uidOf(type);
  const rows = (await strapi.db.query(uid).findMany({
    where: {
      documentId: { $in: documentIds },
      // Strapi would let an administrator add languages that the site does not know.
      locale: { $in: locales },
      publishedAt: status === 'published' ? { $notNull: true } : { $null: true },
    },
    populate: populateOf(strapi, uid),
  })) as Row[];
  return rows.sort((a, b) => compare(a.documentId, b.documentId) || compare(a.locale, b.locale));
}

/** Byte order: the same on every machine and database. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
