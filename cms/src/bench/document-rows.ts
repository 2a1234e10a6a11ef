import type { Core } from '@strapi/strapi';
import { contracts, type ContentType, type Document, uidOf } from '@samleng/shared';
import { wireAttributes } from '../publication/wire-schema';
import type { BulkTables } from './bulk-table';

/** What Strapi's database layer says of an attribute. */
interface MetaAttribute {
  readonly columnName?: string;
  readonly joinTable?: {
    readonly name: string;
    readonly joinColumn: { readonly name: string };
    readonly inverseJoinColumn: { readonly name: string };
    readonly orderColumnName?: string;
    readonly inverseOrderColumnName?: string;
  };
}

/** The draft and the published version of a document have rows, components and relations of their own. */
export type Status = 'draft' | 'published';

/** Turns documents of the wire into the rows that Strapi would have written for them. */
export class DocumentRows {
  readonly #strapi: Core.Strapi;
  readonly #tables: BulkTables;
  readonly #ids = new Map<string, number>();
  readonly #inverseOrders = new Map<string, number>();

  constructor(strapi: Core.Strapi, tables: BulkTables) {
    this.#strapi = strapi;
    this.#tables = tables;
  }

  /**
   * Adds one version of one document.
   * @throws Error when it names a document that has not been added before it, or shows a picture.
   */
  async add(document: Document, status: Status): Promise<void> {
    const { type, documentId, locale } = document;
    const uid = uidOf(type);
    const publishedAt = new Date(document.publishedAt);
    const id = await this.#tables.add(this.#meta(uid).tableName, {
      document_id: documentId,
      locale,
      // The draft is no newer than what is published: the admin shows both as one.
      created_at: publishedAt,
      updated_at: publishedAt,
      published_at: status === 'published' ? publishedAt : null,
      ...this.#columns(uid, document),
    });
    this.#ids.set(keyOf(type, documentId, locale, status), id);
    await this.#addComponents(uid, id, document);
    for (const [field, target] of Object.entries(contracts[type].references)) {
      const named = [(document as Readonly<Record<string, unknown>>)[field]].flat() as (string | null)[];
      const ids = named.flatMap((name) => (name === null ? [] : [this.#known(target, name, locale, status)]));
      await this.#addRelation(uid, field, id, ids);
    }
  }

  #known(type: ContentType, documentId: string, locale: string, status: Status): number {
    const id = this.#ids.get(keyOf(type, documentId, locale, status));
    if (id === undefined)
      throw new Error(
        `${type} ${documentId} (${locale}) is named before it comes. Put the feed in its order.`,
      );
    return id;
  }

  async #addRelation(uid: string, field: string, id: number, targets: readonly number[]): Promise<void> {
    const { joinTable } = this.#attribute(uid, field);
    if (!joinTable) throw new Error(`${uid} keeps ${field} in no table of its own. Adapt the loader.`);
    for (const [index, target] of targets.entries()) {
      const { name, orderColumnName, inverseOrderColumnName } = joinTable;
      await this.#tables.add(name, {
        [joinTable.joinColumn.name]: id,
        [joinTable.inverseJoinColumn.name]: target,
        ...(orderColumnName && { [orderColumnName]: index + 1 }),
        ...(inverseOrderColumnName && { [inverseOrderColumnName]: this.#nextInverse(name, target) }),
      });
    }
  }

  #nextInverse(table: string, target: number): number {
    const key = `${table} ${target}`;
    const order = (this.#inverseOrders.get(key) ?? 0) + 1;
    this.#inverseOrders.set(key, order);
    return order;
  }

  async #addComponents(uid: string, id: number, value: object): Promise<void> {
    for (const [field, { component, repeatable }] of wireAttributes(this.#strapi, uid)) {
      if (!component) continue;
      const items = [(value as Readonly<Record<string, unknown>>)[field]].flat() as (object | null)[];
      const { joinTable } = this.#attribute(uid, field);
      for (const [index, item] of items.entries()) {
        if (!item) continue;
        if ('image' in item) throw new Error(`The ${field} of ${uid} is a picture; the loader takes none.`);
        const itemId = await this.#tables.add(
          this.#meta(component).tableName,
          this.#columns(component, item),
        );
        await this.#addComponents(component, itemId, item);
        await this.#tables.add(joinTable?.name ?? '', {
          [joinTable?.joinColumn.name ?? '']: id,
          [joinTable?.inverseJoinColumn.name ?? '']: itemId,
          component_type: component,
          field,
          order: repeatable ? index + 1 : null,
        });
      }
    }
  }

  /** The columns of a row itself: all that is neither relation nor component nor picture. */
  #columns(uid: string, value: object): Record<string, unknown> {
    const columns: Record<string, unknown> = {};
    for (const [field] of wireAttributes(this.#strapi, uid)) {
      const { columnName } = this.#attribute(uid, field);
      if (columnName) columns[columnName] = (value as Readonly<Record<string, unknown>>)[field] ?? null;
    }
    return columns;
  }

  #attribute(uid: string, field: string): MetaAttribute {
    return this.#meta(uid).attributes[field] ?? {};
  }

  #meta(uid: string): { tableName: string; attributes: Record<string, MetaAttribute | undefined> } {
    return this.#strapi.db.metadata.get(uid) as never;
  }
}

function keyOf(type: ContentType, documentId: string, locale: string, status: Status): string {
  return `${type} ${documentId} ${locale} ${status}`;
}
