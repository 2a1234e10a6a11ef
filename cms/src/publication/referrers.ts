import type { Core } from '@strapi/strapi';
import { type ContentType, contentTypes, contracts, uidOf } from '@samleng/shared';
import { attributesOf } from './wire-schema';

/** A document, whatever its language. */
export interface DocumentKey {
  readonly type: ContentType;
  readonly documentId: string;
}

/** Keys can be compared only as text. */
export function keyOf({ type, documentId }: DocumentKey): string {
  return `${type} ${documentId}`;
}

/** The fields that name documents of a type: `article.topics`, seen from a topic as `articles`, and others. */
function fieldsNaming(strapi: Core.Strapi, target: ContentType): { type: ContentType; inverse: string }[] {
  return contentTypes.flatMap((type) =>
    Object.entries(contracts[type].references)
      .filter(([, named]) => named === target)
      .map(([field]) => ({ type, inverse: inverseOf(strapi, type, field) })),
  );
}

function inverseOf(strapi: Core.Strapi, type: ContentType, field: string): string {
  const { inversedBy } = attributesOf(strapi, uidOf(type))[field] ?? {};
  if (inversedBy) return inversedBy;
  throw new Error(`${type}.${field} cannot be seen from its target. Give it an inversedBy in schema.json.`);
}

/** Databases limit how many values one question may hold. */
const chunkSize = 500;

/** The public documents that name any of the given documents of a type. */
export async function publicReferrers(
  strapi: Core.Strapi,
  target: ContentType,
  documentIds: readonly string[],
): Promise<DocumentKey[]> {
  const found = new Map<string, DocumentKey>();
  const fields = fieldsNaming(strapi, target);
  const named = { select: ['documentId'], where: { publishedAt: { $notNull: true } } };
  for (let start = 0; start < documentIds.length && fields.length > 0; start += chunkSize) {
    // From the named to those who name them: the other way round, a database looks at every one of those.
    const rows = (await strapi.db.query(uidOf(target)).findMany({
      select: ['id'],
      where: { documentId: { $in: documentIds.slice(start, start + chunkSize) } },
      populate: Object.fromEntries(fields.map(({ inverse }) => [inverse, named])),
    })) as Readonly<Record<string, { documentId: string }[] | null>>[];
    for (const { type, inverse } of fields) {
      for (const { documentId } of rows.flatMap((row) => row[inverse] ?? []))
        found.set(keyOf({ type, documentId }), { type, documentId });
    }
  }
  return [...found.values()];
}
