import type { Core } from '@strapi/strapi';
import { type ContentType, contracts, defaultLocale, uidOf } from '@samleng/shared';
import { imageAddresses } from './markdown-images';
import { type MediaFile, toMedia } from './media';
import { type Attribute, type Row, wireAttributes } from './wire-schema';

/** A document as the feed sends it. It may break the contract: whoever takes it in checks it. */
export interface WireDocument {
  readonly type: ContentType;
  readonly documentId: string;
  readonly locale: string;
  readonly publishedAt: string;
  readonly inlineMedia: readonly unknown[];
  readonly [field: string]: unknown;
}

/**
 * Turns the rows of one document, one a language, into what the feed sends.
 * Fields that all languages share come from one row, so that they are the same in each of them,
 * whatever the database holds: Strapi synchronises them in a way that depends on the database.
 * @param canonical the row that speaks for all; by default English when it is there, else Khmer.
 * @param pictures the media library's files by address, for those that Markdown fields show.
 */
export function toWire(
  strapi: Core.Strapi,
  type: ContentType,
  rows: readonly Row[],
  pictures: ReadonlyMap<string, MediaFile>,
  canonical: Row | undefined = rows.find((row) => row.locale === defaultLocale) ?? rows[0],
): WireDocument[] {
  const attributes = wireAttributes(strapi, uidOf(type));
  const { shared, markdown } = contracts[type];
  return rows.map((row) => {
    const fields: Record<string, unknown> = {};
    for (const [name, attribute] of attributes) {
      const from = shared.includes(name) ? (canonical ?? row) : row;
      fields[name] = toValue(strapi, attribute, from[name]);
    }
    const addresses = new Set(markdown.flatMap((field) => imageAddresses(asText(fields[field]))));
    return {
      type,
      documentId: row.documentId,
      locale: row.locale,
      publishedAt: new Date(row.publishedAt ?? Date.now()).toISOString(),
      ...fields,
      inlineMedia: [...addresses].flatMap((address) => {
        const file = pictures.get(address);
        return file ? [{ ...toMedia(file), url: address }] : [];
      }),
    };
  });
}

function toValue(strapi: Core.Strapi, attribute: Attribute, value: unknown): unknown {
  switch (attribute.type) {
    case 'relation':
      return Array.isArray(value)
        ? value.map((target: Row) => target.documentId)
        : ((value as Row | null | undefined)?.documentId ?? null);
    case 'media':
      return value ? toMedia(value as MediaFile) : null;
    case 'component':
      if (attribute.repeatable) {
        return ((value as Row[] | null | undefined) ?? []).map((item) =>
          toComponent(strapi, attribute, item),
        );
      }
      return value ? toComponent(strapi, attribute, value as Row) : null;
    case 'boolean':
      return value ?? false;
    default:
      return value === '' ? null : (value ?? null);
  }
}

function toComponent(strapi: Core.Strapi, { component }: Attribute, row: Row): Record<string, unknown> {
  return Object.fromEntries(
    wireAttributes(strapi, component ?? '').map(([name, attribute]) => [
      name,
      toValue(strapi, attribute, row[name]),
    ]),
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
