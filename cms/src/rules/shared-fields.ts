import type { Core } from '@strapi/strapi';
import { type ContentType, contracts, defaultLocale, locales, uidOf } from '@samleng/shared';
import { type Attribute, attributesOf, compare } from '../publication/wire-schema';

type Fields = Readonly<Record<string, unknown>>;

/** What all languages of a document have in common, as one of its rows holds it. */
export interface SharedRow {
  readonly id: number;
  readonly documentId: string;
  readonly locale: string;
  readonly updatedAt: unknown;
  /** Values as the Document Service takes them: components without ids, media by id. */
  readonly fields: Fields;
  /** The documents that each relation names, in the editor's order. */
  readonly references: Readonly<Record<string, readonly string[]>>;
  /** The components of each field as they lie in the database, with their ids. */
  readonly components: Readonly<Record<string, readonly Item[]>>;
}

/** One entry of a component field. */
export type Item = Readonly<Record<string, unknown>> & { readonly id?: number | string };

/** The fields that all languages share, with what their schema says, relations left out. */
export function sharedAttributes(strapi: Core.Strapi, type: ContentType): [string, Attribute][] {
  const { shared, references } = contracts[type];
  return Object.entries(attributesOf(strapi, uidOf(type))).filter(
    ([name]) => shared.includes(name) && !(name in references),
  );
}

/** The rows of a document, one a language, the language that speaks for all first. */
export async function readShared(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string,
  status: 'draft' | 'published',
): Promise<SharedRow[]> {
  const references = Object.keys(contracts[type].references);
  const attributes = sharedAttributes(strapi, type);
  const rows = (await strapi.db.query(uidOf(type)).findMany({
    where: {
      documentId,
      locale: { $in: locales },
      publishedAt: status === 'published' ? { $notNull: true } : { $null: true },
    },
    populate: {
      ...populateAll(strapi, attributes),
      ...Object.fromEntries(references.map((name) => [name, { select: ['documentId'] }])),
    },
  })) as (SharedRow & Record<string, unknown>)[];
  const rank = ({ locale }: SharedRow) => (locale === defaultLocale ? '' : locale);
  return rows
    .map((row) => ({
      id: row.id,
      documentId: row.documentId,
      locale: row.locale,
      updatedAt: row.updatedAt,
      fields: toFields(strapi, attributes, row),
      references: Object.fromEntries(references.map((name) => [name, idsOf(row[name])])),
      components: Object.fromEntries(
        attributes
          .filter(([, { component }]) => component)
          .map(([name]) => [name, [row[name] ?? []].flat() as Item[]]),
      ),
    }))
    .sort((a, b) => compare(rank(a), rank(b)));
}

/** Private fields as well: they are shared like the others, only not shown to readers. */
function populateAll(
  strapi: Core.Strapi,
  attributes: readonly (readonly [string, Attribute])[],
): Record<string, unknown> {
  const populate: Record<string, unknown> = {};
  for (const [name, { type, component }] of attributes) {
    if (type === 'media') populate[name] = true;
    if (component)
      populate[name] = { populate: populateAll(strapi, Object.entries(attributesOf(strapi, component))) };
  }
  return populate;
}

function toFields(
  strapi: Core.Strapi,
  attributes: readonly (readonly [string, Attribute])[],
  row: Fields,
): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(([name, attribute]) => [name, toField(strapi, attribute, row[name] ?? null)]),
  );
}

function toField(strapi: Core.Strapi, { type, component, repeatable }: Attribute, value: unknown): unknown {
  if (component) {
    const inner = Object.entries(attributesOf(strapi, component));
    if (repeatable) return ((value ?? []) as Fields[]).map((item) => toFields(strapi, inner, item));
    return value ? toFields(strapi, inner, value as Fields) : null;
  }
  return type === 'media' ? ((value as { id: number } | null)?.id ?? null) : value;
}

function idsOf(value: unknown): string[] {
  return ([value].flat() as ({ documentId: string } | null | undefined)[]).flatMap((row) =>
    row ? [row.documentId] : [],
  );
}

/** The shared fields in which two rows differ, relations left out. */
export function differences(one: SharedRow, other: SharedRow): string[] {
  return Object.keys(one.fields).filter((name) => !isEqual(one.fields[name], other.fields[name]));
}

/** Tells whether two values that came the same way say the same. */
export function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Tells whether nobody filled a field in. What a form sends for an empty component is an object of nothing. */
export function isBlank(value: unknown): boolean {
  // A box that is not ticked says no.
  return typeof value !== 'boolean' && saysNothing(value);
}

function saysNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).every(saysNothing);
  return value === null || value === undefined || value === '' || value === false;
}

/** As much of the Document Service as its types do not name; Strapi's own languages plugin uses it so. */
interface ComponentWriter {
  updateComponents(entry: { id: number }, data: Fields): Promise<Fields>;
  omitComponentData(data: Fields): Fields;
}

/**
 * Writes some shared fields of one row into another, straight into the database: no rule has to look
 * at what was let into the first. Components get new ids; a form that still shows the old ones is
 * known by them.
 */
export async function copyFields(
  strapi: Core.Strapi,
  type: ContentType,
  from: SharedRow,
  to: SharedRow,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const data = Object.fromEntries(names.map((name) => [name, structuredClone(from.fields[name])]));
  const service = strapi.documents(uidOf(type)) as unknown as ComponentWriter;
  const components = await service.updateComponents({ id: to.id }, data);
  await strapi.db.query(uidOf(type)).update({
    where: { id: to.id },
    data: { ...service.omitComponentData(data), ...components },
  });
}
