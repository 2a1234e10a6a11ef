import type { Core } from '@strapi/strapi';
import { type ContentType, contentTypes, contracts, uidOf } from '@samleng/shared';

/** A document, whatever its language. */
export interface DocumentKey {
  readonly type: ContentType;
  readonly documentId: string;
}

/** Keys can be compared only as text. */
export function keyOf({ type, documentId }: DocumentKey): string {
  return `${type} ${documentId}`;
}

/** The fields that name documents of a type: `article.topics` and others for a topic. */
function fieldsNaming(target: ContentType): { type: ContentType; field: string }[] {
  return contentTypes.flatMap((type) =>
    Object.entries(contracts[type].references)
      .filter(([, named]) => named === target)
      .map(([field]) => ({ type, field })),
  );
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
  for (let start = 0; start < documentIds.length; start += chunkSize) {
    const chunk = documentIds.slice(start, start + chunkSize);
    for (const { type, field } of fieldsNaming(target)) {
      const rows = (await strapi.db.query(uidOf(type)).findMany({
        select: ['documentId'],
        where: { publishedAt: { $notNull: true }, [field]: { documentId: { $in: chunk } } },
      })) as { documentId: string }[];
      for (const { documentId } of rows) found.set(keyOf({ type, documentId }), { type, documentId });
    }
  }
  return [...found.values()];
}
