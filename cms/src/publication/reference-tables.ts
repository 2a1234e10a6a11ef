import type { Core } from '@strapi/strapi';
import { type ContentType, contentTypes, contracts, uidOf } from '@samleng/shared';

/** A field that names other documents, and the tables in which Strapi keeps that. */
export interface Reference {
  readonly type: ContentType;
  readonly field: string;
  readonly target: ContentType;
  /** The table of the documents that name, of those that are named, and of the pairs. */
  readonly from: string;
  readonly to: string;
  readonly pairs: string;
  readonly fromColumn: string;
  readonly toColumn: string;
  readonly order: string | undefined;
  readonly inverseOrder: string | undefined;
}

/** What Strapi's database layer says of a relation. */
interface JoinTable {
  readonly name: string;
  readonly joinColumn: { readonly name: string };
  readonly inverseJoinColumn: { readonly name: string };
  readonly orderColumnName?: string;
  readonly inverseOrderColumnName?: string;
}

/** Every reference field of the contract. */
export function allReferences(strapi: Core.Strapi): Reference[] {
  return contentTypes.flatMap((type) =>
    Object.entries(contracts[type].references).map(([field, target]) =>
      toReference(strapi, type, field, target),
    ),
  );
}

function toReference(strapi: Core.Strapi, type: ContentType, field: string, target: ContentType): Reference {
  const meta = strapi.db.metadata.get(uidOf(type));
  const { joinTable: pairs } = (meta.attributes[field] ?? {}) as { joinTable?: JoinTable };
  if (!pairs)
    throw new Error(`${type}.${field} has no table of its own. Make it bidirectional in schema.json.`);
  return {
    type,
    field,
    target,
    from: meta.tableName,
    to: strapi.db.metadata.get(uidOf(target)).tableName,
    pairs: pairs.name,
    fromColumn: pairs.joinColumn.name,
    toColumn: pairs.inverseJoinColumn.name,
    order: pairs.orderColumnName,
    inverseOrder: pairs.inverseOrderColumnName,
  };
}
