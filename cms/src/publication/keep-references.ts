import type { Core } from '@strapi/strapi';
import { typeOfUid, uidOf } from '@samleng/shared';
import { forget, forgetOwn, learn, remember, type Trx, writePairs } from './published-references';
import { allReferences } from './reference-tables';
import type { DocumentKey } from './referrers';

/** The rows of one document by language. */
type Versions = ReadonlyMap<string, number>;

/** What has to be done once Strapi has done its part. */
type Finish = () => Promise<void>;

/**
 * Leaves what a public document names to its own publish, and what a draft names to its own editors,
 * whatever Strapi does while it publishes or discards another one. Innermost of our rules: the others
 * look at what came of it.
 */
export function keepReferences(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    const { documentId } = context.params as { documentId?: string };
    const prepare = prepares[context.action];
    if (!type || !documentId || !prepare) return next();
    return strapi.db.transaction(async ({ trx }) => {
      const finish = await prepare(strapi, trx, { type, documentId });
      const result = await next();
      await finish();
      return result;
    });
  });
}

const prepares: Readonly<
  Record<string, (strapi: Core.Strapi, trx: Trx, key: DocumentKey) => Promise<Finish>>
> = { publish: changePublic, unpublish: changePublic, delete: changePublic, discardDraft: changeDrafts };

async function changePublic(strapi: Core.Strapi, trx: Trx, key: DocumentKey): Promise<Finish> {
  const { type, documentId } = key;
  const own = allReferences(strapi).filter((reference) => reference.type === type);
  const towards = allReferences(strapi).filter(({ target }) => target === type);
  const drafts = await versionsOf(strapi, trx, key, 'draft');
  const before = await versionsOf(strapi, trx, key, 'published');
  // What came in beside our rules (an import) is known from now on.
  for (const reference of towards) await learn(trx, reference, [...before.values()]);
  return async () => {
    const draftsNow = await versionsOf(strapi, trx, key, 'draft');
    const now = await versionsOf(strapi, trx, key, 'published');
    // Publishing makes a new row each time.
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
      (locale) => before.get(locale) !== now.get(locale),
    );
    const deleted = [...drafts.keys()].filter((locale) => !draftsNow.has(locale));
    const published = new Map([...now].filter(([locale]) => changed.includes(locale)));
    // All languages share what is named: the publish of one says it for all that are public.
    const spoken = published.size > 0 ? now : published;
    await forgetOwn(trx, key, [...changed, ...spoken.keys()]);
    for (const reference of towards) await forget(trx, reference, documentId, deleted);
    for (const reference of own) {
      for (const locale of spoken.keys()) await remember(trx, reference, draftsNow.get(locale));
      await writePairs(trx, reference, 'from', documentId, spoken);
    }
    for (const reference of towards) await writePairs(trx, reference, 'to', documentId, published);
  };
}

/** Strapi makes a draft anew, and forgets or mistakes which drafts named the one before. */
async function changeDrafts(strapi: Core.Strapi, trx: Trx, key: DocumentKey): Promise<Finish> {
  const before = await versionsOf(strapi, trx, key, 'draft');
  const named = allReferences(strapi).filter(({ target }) => target === key.type);
  const kept = await Promise.all(
    named.map(async (reference) => ({
      ...reference,
      rows: (await trx(reference.pairs)
        .whereIn(reference.toColumn, [...before.values()])
        .select('*')) as Readonly<Record<string, unknown>>[],
    })),
  );
  return async () => {
    const now = await versionsOf(strapi, trx, key, 'draft');
    const anew = new Map(
      [...before].flatMap(([locale, id]) => {
        const next = now.get(locale);
        return next === undefined || next === id ? [] : [[id, next] as const];
      }),
    );
    for (const { type, pairs, fromColumn, toColumn, rows } of kept) {
      // Whom the document itself names, perhaps itself, was discarded with the rest of it.
      const isOther = (id: unknown) => type !== key.type || !anew.has(Number(id));
      const own = type === key.type ? [...anew.values()] : [];
      await trx(pairs)
        .whereIn(toColumn, [...anew.values()])
        .whereNotIn(fromColumn, own)
        .delete();
      for (const { id: _, ...row } of rows) {
        const to = anew.get(Number(row[toColumn]));
        if (to !== undefined && isOther(row[fromColumn])) await trx(pairs).insert({ ...row, [toColumn]: to });
      }
    }
  };
}

async function versionsOf(
  strapi: Core.Strapi,
  trx: Trx,
  { type, documentId }: DocumentKey,
  status: 'draft' | 'published',
): Promise<Versions> {
  const rows = trx(strapi.db.metadata.get(uidOf(type)).tableName)
    .select('id', 'locale')
    .where('document_id', documentId);
  const found = (await (status === 'draft'
    ? rows.whereNull('published_at')
    : rows.whereNotNull('published_at'))) as { id: number; locale: string }[];
  return new Map(found.map(({ id, locale }) => [locale, Number(id)]));
}
