import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { type ContentType, contracts, defaultLocale, typeOfUid, uidOf } from '@samleng/shared';
import { readRows, type Row } from '../publication/wire-schema';

const alreadySharing = new AsyncLocalStorage<true>();

/**
 * Relations belong to all languages of a document, but Strapi keeps them for each by itself. After
 * a draft is saved, its relations are copied to the drafts in the other languages; a new language
 * starts with those of the first, and with all else that is shared as it is in the draft. What does
 * not exist in a language cannot be related there.
 */
export function shareRelations(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    const {
      data,
      documentId,
      locale = defaultLocale,
    } = context.params as {
      data?: Record<string, unknown>;
      documentId?: string;
      locale?: string;
    };
    const fields = type ? Object.keys(contracts[type].references) : [];
    // Creating makes the first language; there is nothing to share with yet.
    if (!type || !data || !documentId || context.action !== 'update' || alreadySharing.getStore())
      return next();
    const isNew = !(await readRows(strapi, type, [documentId], 'draft')).some((row) => row.locale === locale);
    if (isNew) await startFromDraft(strapi, type, documentId, data);
    if (fields.length === 0 || (!isNew && !fields.some((field) => field in data))) return next();
    const result = await next();
    await alreadySharing.run(true, () => share(strapi, type, { documentId, locale, isNew, data }));
    return result;
  });
}

/** What Strapi needs to say for it: see `copyNonLocalizedFields` in its Document Service. */
interface SharedFields {
  getNestedPopulateOfNonLocalizedAttributes(uid: string): string[];
  fillNonLocalizedAttributes(data: object, row: object, options: { model: string }): void;
}

/**
 * Fills what is shared and left empty. Strapi would take it from the public version and then write it
 * into every draft, over what editors changed there since.
 */
async function startFromDraft(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string,
  data: Record<string, unknown>,
): Promise<void> {
  const i18n = strapi.plugin('i18n').service('content-types') as unknown as SharedFields;
  const draft = await strapi.db.query(uidOf(type)).findOne({
    where: { documentId, publishedAt: { $null: true } },
    populate: i18n.getNestedPopulateOfNonLocalizedAttributes(uidOf(type)),
    orderBy: { locale: 'asc' },
  });
  if (draft) i18n.fillNonLocalizedAttributes(data, draft, { model: uidOf(type) });
}

interface Saved {
  readonly documentId: string;
  readonly locale: string;
  readonly isNew: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

async function share(strapi: Core.Strapi, type: ContentType, saved: Saved): Promise<void> {
  const rows = await readRows(strapi, type, [saved.documentId], 'draft');
  const own = rows.find((row) => row.locale === saved.locale);
  for (const other of rows.filter((row) => row.locale !== saved.locale)) {
    if (!own) return;
    const toOther: Record<string, unknown> = {};
    const toOwn: Record<string, unknown> = {};
    for (const [field, target] of Object.entries(contracts[type].references)) {
      const [here, there] = [idsOf(own[field]), idsOf(other[field])];
      if (saved.isNew && here.length === 0) {
        const known = await existing(strapi, target, there, own.locale);
        if (known.length > 0) toOwn[field] = { set: known };
      } else if (field in saved.data) {
        const known = await existing(strapi, target, here, other.locale);
        // What this language cannot show was not removed by whoever saved it.
        const visible = new Set(await existing(strapi, target, there, own.locale));
        const merged = mergeInOrder(known, there, visible);
        const wanted = Array.isArray(own[field]) ? merged : merged.slice(0, 1);
        if (wanted.join() !== there.join()) toOther[field] = { set: wanted };
      }
    }
    await save(strapi, type, other, toOther);
    await save(strapi, type, own, toOwn);
  }
}

/** Puts what was saved into the places of what could be seen; what could not be seen keeps its own. */
function mergeInOrder(
  saved: readonly string[],
  there: readonly string[],
  visible: ReadonlySet<string>,
): string[] {
  const rest = [...saved];
  const merged = there.flatMap((id) => (visible.has(id) ? rest.splice(0, 1) : [id]));
  return [...merged, ...rest];
}

async function save(
  strapi: Core.Strapi,
  type: ContentType,
  row: Row,
  data: Record<string, unknown>,
): Promise<void> {
  if (Object.keys(data).length === 0) return;
  await strapi
    .documents(uidOf(type))
    .update({ documentId: row.documentId, locale: row.locale, data: data as never, status: 'draft' });
}

function idsOf(value: unknown): string[] {
  return ([value].flat() as (Row | null | undefined)[]).flatMap((row) => (row ? [row.documentId] : []));
}

async function existing(
  strapi: Core.Strapi,
  type: ContentType,
  ids: readonly string[],
  locale: string,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = (await strapi.db.query(uidOf(type)).findMany({
    select: ['documentId'],
    where: { documentId: { $in: ids }, locale, publishedAt: { $null: true } },
  })) as { documentId: string }[];
  const known = new Set(rows.map((row) => row.documentId));
  return ids.filter((id) => known.has(id));
}
