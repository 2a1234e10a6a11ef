import type { Core } from '@strapi/strapi';
import { type ContentType, contracts, uidOf } from '@samleng/shared';
import type { SharedRow } from './shared-fields';

type Ids = readonly string[];

/**
 * What the relations of one draft have to become to say what those of another say. What does not exist
 * in a language cannot be named there.
 * @param seen what whoever changed `from` could see of a relation: the rest of `to` was not removed by
 *   them, and stays; by default what exists in the language of `from`.
 * @returns the relations that change, with the documents they then name.
 */
export async function wantedReferences(
  strapi: Core.Strapi,
  type: ContentType,
  from: SharedRow,
  to: SharedRow,
  names: Ids,
  seen?: SharedRow['references'],
): Promise<Record<string, Ids>> {
  const wanted: Record<string, Ids> = {};
  for (const [name, target] of Object.entries(contracts[type].references)) {
    if (!names.includes(name)) continue;
    const [here, there] = [from.references[name] ?? [], to.references[name] ?? []];
    const known = await existing(strapi, target, here, to.locale);
    const visible = seen?.[name] ?? (await existing(strapi, target, there, from.locale));
    const merge = isList(strapi, type, name) ? mergeInOrder : replaceOne;
    const value = merge({ here, known, there, visible: new Set(visible) });
    if (value.join() !== there.join()) wanted[name] = value;
  }
  return wanted;
}

interface Merge {
  readonly here: Ids;
  /** Those of `here` that exist over there. */
  readonly known: Ids;
  readonly there: Ids;
  readonly visible: ReadonlySet<string>;
}

/** Puts what was saved into the places of what could be seen; what could not be seen keeps its own. */
function mergeInOrder({ known, there, visible }: Merge): Ids {
  const rest = known.filter((id) => visible.has(id) || !there.includes(id));
  const merged = there.flatMap((id) => (visible.has(id) ? rest.splice(0, 1) : [id]));
  return [...merged, ...rest];
}

/** Where there is room for one only, what was chosen takes the place of what could not be seen. */
function replaceOne({ here, known, there, visible }: Merge): Ids {
  return here.length > 0 ? known : there.filter((id) => !visible.has(id));
}

/** Writes relations of one draft. Those of public rows are written by `keepReferences`. */
export async function writeReferences(
  strapi: Core.Strapi,
  type: ContentType,
  { documentId, locale }: SharedRow,
  references: Readonly<Record<string, Ids>>,
): Promise<void> {
  if (Object.keys(references).length === 0) return;
  const data = Object.fromEntries(Object.entries(references).map(([name, ids]) => [name, { set: ids }]));
  await strapi.documents(uidOf(type)).update({ documentId, locale, data: data as never, status: 'draft' });
}

function isList(strapi: Core.Strapi, type: ContentType, name: string): boolean {
  const attribute = strapi.contentType(uidOf(type)).attributes[name] as { relation?: string } | undefined;
  return attribute?.relation?.endsWith('ToMany') ?? true;
}

/** Those of some documents that a language has, in the same order. */
async function existing(strapi: Core.Strapi, type: ContentType, ids: Ids, locale: string): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = (await strapi.db.query(uidOf(type)).findMany({
    select: ['documentId'],
    where: { documentId: { $in: ids }, locale, publishedAt: { $null: true } },
  })) as { documentId: string }[];
  const known = new Set(rows.map((row) => row.documentId));
  return ids.filter((id) => known.has(id));
}
