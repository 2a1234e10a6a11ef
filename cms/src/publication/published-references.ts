import type { Core } from '@strapi/strapi';
import type { Transaction } from './log';
import { allReferences, type Reference } from './reference-tables';
import type { DocumentKey } from './referrers';

/**
 * What each published document names, as its own publish said it. Strapi keeps no such memory: when
 * one document is published it takes over who names it from the drafts of the others, so that what
 * was only saved there became public, and what was public went. Here the others stay as they are:
 * whom a public document names changes by its own publish alone. What is withdrawn disappears from
 * it, and is back in its place when it is public again. A plain table, like the log.
 */
export const referencesUid = 'samleng::published-reference';

const referencesModel = {
  uid: referencesUid,
  singularName: 'published_reference',
  tableName: 'published_references',
  attributes: {
    id: { type: 'increments' },
    type: { type: 'string', column: { notNullable: true } },
    documentId: { type: 'string', column: { notNullable: true } },
    locale: { type: 'string', column: { notNullable: true } },
    field: { type: 'string', column: { notNullable: true } },
    /** Where the target stands in a list. */
    position: { type: 'float', column: { notNullable: true } },
    target: { type: 'string', column: { notNullable: true } },
  },
  indexes: [
    { name: 'published_references_document_index', columns: ['document_id', 'locale'] },
    { name: 'published_references_target_index', columns: ['target', 'locale'] },
  ],
  foreignKeys: [],
} as const;

const table = referencesModel.tableName;

/** Declares the table. Call it while Strapi registers, before it looks at the database. */
export function registerReferences(strapi: Core.Strapi): void {
  strapi.get('models').add(referencesModel as never);
}

export type Trx = Transaction['trx'];

const columns = ['type', 'document_id', 'locale', 'field', 'position', 'target'];

/** What a draft names is what its publish says. Rows of drafts name drafts. */
export async function remember(trx: Trx, reference: Reference, draft: number | undefined): Promise<void> {
  if (draft === undefined) return;
  const { pairs, fromColumn } = reference;
  await take(
    trx,
    named(trx, reference).where(`${pairs}.${fromColumn}`, draft).whereNull('named.published_at'),
  );
}

/** Takes down who names some public rows, where that is not known yet. */
export async function learn(trx: Trx, reference: Reference, published: readonly number[]): Promise<void> {
  if (published.length === 0) return;
  const { pairs, toColumn } = reference;
  await take(
    trx,
    unknownOf(trx, reference)
      .whereIn(`${pairs}.${toColumn}`, [...published])
      .whereNotNull('naming.published_at'),
  );
}

/** What a document's last publish said in some languages. */
export async function forgetOwn(
  trx: Trx,
  { type, documentId }: DocumentKey,
  locales: readonly string[],
): Promise<void> {
  await trx(table)
    .where({ type, document_id: documentId })
    .whereIn('locale', [...locales])
    .delete();
}

/** What is deleted in a language is not named there any more, should it be written again. */
export async function forget(
  trx: Trx,
  { type, field }: Reference,
  target: string,
  locales: readonly string[],
): Promise<void> {
  await trx(table)
    .where({ type, field, target })
    .whereIn('locale', [...locales])
    .delete();
}

/** The pairs of a field as rows of our table. */
function named(trx: Trx, { type, field, from, to, pairs, fromColumn, toColumn, order }: Reference) {
  return trx(pairs)
    .join(`${from} as naming`, 'naming.id', `${pairs}.${fromColumn}`)
    .join(`${to} as named`, 'named.id', `${pairs}.${toColumn}`)
    .select(
      trx.raw('? as type', [type]),
      'naming.document_id',
      'naming.locale',
      trx.raw('? as field', [field]),
      order ? trx.raw('coalesce(??, 1) as position', [`${pairs}.${order}`]) : trx.raw('1 as position'),
      'named.document_id as target',
    );
}

function unknownOf(trx: Trx, reference: Reference) {
  const { type, field } = reference;
  return named(trx, reference).whereNotExists(
    trx(`${table} as known`)
      .select(trx.raw('1'))
      .where({ 'known.type': type, 'known.field': field })
      .whereRaw('known.document_id = naming.document_id and known.locale = naming.locale')
      .whereRaw('known.target = named.document_id'),
  );
}

async function take(trx: Trx, rows: ReturnType<typeof named>): Promise<void> {
  await trx(trx.raw(`?? (${columns.map(() => '??').join(', ')})`, [table, ...columns])).insert(rows);
}

/**
 * Makes Strapi's own pairs of public rows what our table says, as far as both are public.
 * @param end whether the document names others or is named.
 * @param rows its public rows by language.
 */
export async function writePairs(
  trx: Trx,
  reference: Reference,
  end: 'from' | 'to',
  documentId: string,
  rows: ReadonlyMap<string, number>,
): Promise<void> {
  if (rows.size === 0) return;
  const { type, field, from, to, pairs, fromColumn, toColumn, order, inverseOrder } = reference;
  await trx(pairs)
    .whereIn(end === 'from' ? fromColumn : toColumn, [...rows.values()])
    .delete();
  const into = [fromColumn, toColumn, order, inverseOrder].filter((name) => name !== undefined);
  const both = trx(`${table} as known`)
    .join(`${from} as naming`, {
      'naming.document_id': 'known.document_id',
      'naming.locale': 'known.locale',
    })
    .join(`${to} as named`, { 'named.document_id': 'known.target', 'named.locale': 'known.locale' })
    .whereNotNull('naming.published_at')
    .whereNotNull('named.published_at')
    .where({ 'known.type': type, 'known.field': field })
    .where(end === 'from' ? 'known.document_id' : 'known.target', documentId)
    .whereIn('known.locale', [...rows.keys()])
    .select('naming.id as a', 'named.id as b', ...(order ? ['known.position as c'] : []))
    // Seen from the named, who named it first comes first.
    .select(inverseOrder ? ['known.id as d'] : []);
  await trx(trx.raw(`?? (${into.map(() => '??').join(', ')})`, [pairs, ...into])).insert(both);
}

const store = { type: 'core', name: 'samleng', key: 'published-references' };

/**
 * Once in the life of a database that is older than the table: takes down what public documents name.
 * Of what is not public just now, a draft tells that was not changed since it was published.
 */
export async function rememberEarlier(strapi: Core.Strapi): Promise<void> {
  if (await strapi.store.get(store)) return;
  await strapi.db.transaction(async ({ trx }) => {
    for (const reference of allReferences(strapi)) {
      const { from, to } = reference;
      await take(trx, unknownOf(trx, reference).whereNotNull('naming.published_at'));
      const same = (one: string, other: string) =>
        `${one}.document_id = ${other}.document_id and ${one}.locale = ${other}.locale`;
      await take(
        trx,
        unknownOf(trx, reference)
          .whereNull('naming.published_at')
          .whereExists(
            trx(`${from} as shown`)
              .select(trx.raw('1'))
              .whereRaw(same('shown', 'naming'))
              .whereNotNull('shown.published_at')
              .whereRaw('naming.updated_at <= shown.updated_at'),
          )
          .whereNotExists(
            trx(`${to} as public`)
              .select(trx.raw('1'))
              .whereRaw(same('public', 'named'))
              .whereNotNull('public.published_at'),
          ),
      );
    }
    await strapi.store.set({ ...store, value: { since: new Date().toISOString() } });
  });
}
