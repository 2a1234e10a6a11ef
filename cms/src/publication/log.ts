import { randomUUID } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { type ContentType, newestRevocations, type PublishEvent, type Revocation } from '@samleng/shared';

/**
 * The publication log: one row for everything that changes what the public may see, written in the
 * transaction that changes it. A plain table, no content type: nobody can edit it in the admin.
 */
export const logUid = 'samleng::publication-log';

const logModel = {
  uid: logUid,
  singularName: 'publication_log',
  tableName: 'publication_log',
  attributes: {
    id: { type: 'increments' },
    type: { type: 'string', column: { notNullable: true } },
    documentId: { type: 'string', column: { notNullable: true } },
    locale: { type: 'string', column: { notNullable: true } },
    change: { type: 'string', column: { notNullable: true } },
    at: { type: 'datetime', column: { notNullable: true } },
    // Added later: Strapi gives an older table the column when it starts.
    revoked: { type: 'text' },
    // Drawn by lot, and added later as well: rows from before have none.
    mark: { type: 'string' },
  },
  indexes: [
    // The admin asks for the last row of a document as often as somebody looks at it.
    { name: 'publication_log_document_index', columns: ['document_id', 'id'] },
  ],
  foreignKeys: [],
} as const;

/** What a row of the log says; its number and time are the database's. */
export interface LogEntry extends Pick<PublishEvent, 'type' | 'documentId' | 'locale' | 'change'> {
  /** Addresses that are no page of this document any more: readers' copies of them are to go as well. */
  readonly revoked?: readonly string[];
}

/** Any fixed number; it names our lock among the locks of a PostgreSQL server. */
const lockKey = 7_391_204;

const store = { type: 'core', name: 'samleng', key: 'publication-log' };

let currentLog: string | undefined;

/** Declares the table. Call it while Strapi registers, before it looks at the database. */
export function registerLog(strapi: Core.Strapi): void {
  currentLog = undefined;
  strapi.get('models').add(logModel as never);
}

/** The log's name: numbers of another database's log mean nothing here. Made on first use. */
export async function logId(strapi: Core.Strapi): Promise<string> {
  if (currentLog) return currentLog;
  const known = (await strapi.store.get(store)) as { id?: string } | null;
  const id = known?.id ?? randomUUID();
  if (!known?.id) await strapi.store.set({ ...store, value: { id } });
  currentLog = id;
  return id;
}

/**
 * Gives the log another name. A database that was put back from a backup counts on from an older number:
 * what others know under its name and the numbers since then is not what it says now.
 * @param known the name by which somebody knew what it does not say; it may have another by now.
 */
async function renameLog(strapi: Core.Strapi, known: string): Promise<void> {
  if (currentLog !== known) return;
  currentLog = randomUUID();
  await strapi.store.set({ ...store, value: { id: currentLog } });
  strapi.log.warn(
    'This database was put back to an earlier state: the site shows publications that it does not know. The site is now made to show what this database holds.',
  );
}

/** A place in a log, as somebody knows it. */
export interface LogPoint {
  readonly revision: number;
  readonly log?: string | undefined;
  /** The mark of the row; undefined for who knows none. */
  readonly mark?: string | undefined;
}

/** Whether the log has come by a point on its way: under its name, with that row under that number. */
async function hasPassed(strapi: Core.Strapi, { revision, log, mark }: LogPoint): Promise<boolean> {
  if (log !== undefined && log !== (await logId(strapi))) return false;
  if (revision > (await currentRevision(strapi))) return false;
  return mark === undefined || mark === (await markOf(strapi, revision));
}

/**
 * Whether the log has come by a point that somebody knows. One that has not, though it has that name, was
 * put back from a backup, and is named anew.
 */
export async function checkPassed(strapi: Core.Strapi, point: LogPoint): Promise<boolean> {
  if (await hasPassed(strapi, point)) return true;
  if (point.log !== undefined) await renameLog(strapi, point.log);
  return false;
}

/** What tells a row from another that has its number in another history; undefined for none. */
export async function markOf(strapi: Core.Strapi, revision: number): Promise<string | undefined> {
  const [row] = await logTable(strapi).findMany({ select: ['mark'], where: { id: revision }, limit: 1 });
  return row?.mark ?? undefined;
}

export interface LogRow extends Omit<LogEntry, 'revoked'> {
  readonly id: number;
  readonly at: Date | string;
  /** The addresses, with a space between two. */
  readonly revoked: string | null;
  readonly mark: string | null;
}

/** Strapi types know content types alone; this says what our table answers. */
interface LogTable {
  findMany(query: object): Promise<LogRow[]>;
  create(query: { data: Omit<LogRow, 'id'> }): Promise<LogRow>;
}

function logTable(strapi: Core.Strapi): LogTable {
  return strapi.db.query(logUid as never) as unknown as LogTable;
}

/** The log's last number; 0 while it is empty. */
export async function currentRevision(strapi: Core.Strapi): Promise<number> {
  const rows = await logTable(strapi).findMany({ select: ['id'], orderBy: { id: 'desc' }, limit: 1 });
  return Number(rows[0]?.id ?? 0);
}

/** The documents that the log names after a number, each once. */
export async function touchedSince(
  strapi: Core.Strapi,
  since: number,
): Promise<{ type: ContentType; documentId: string }[]> {
  const query = { select: ['type', 'documentId'], where: { id: { $gt: since } } };
  const rows = await logTable(strapi).findMany(query);
  return [...new Map(rows.map((row) => [`${row.type} ${row.documentId}`, row])).values()];
}

/**
 * The last row that is a document's own in one language.
 * @param shown whether the document is public in it: then a changed picture, which gets one row for
 *   all languages of a document, counts as well.
 * @param upTo leaves out later numbers.
 */
export async function lastRowOf(
  strapi: Core.Strapi,
  { type, documentId, locale }: Omit<LogEntry, 'change'>,
  shown: boolean,
  upTo?: number,
): Promise<LogRow | undefined> {
  const own = shown ? { $or: [{ locale }, { change: 'media' }] } : { locale };
  const where = { type, documentId, ...own, ...(upTo !== undefined && { id: { $lte: upTo } }) };
  const query = { where, orderBy: { id: 'desc' }, limit: 1 };
  const rows = await logTable(strapi).findMany(query);
  return rows[0] && { ...rows[0], id: Number(rows[0].id) };
}

/** The rows after a number, newest first, no more than `limit`. */
export async function rowsAfter(strapi: Core.Strapi, since: number, limit: number): Promise<LogRow[]> {
  const query = { where: { id: { $gt: since } }, orderBy: { id: 'desc' }, limit };
  return (await logTable(strapi).findMany(query)).map((row) => ({ ...row, id: Number(row.id) }));
}

/** The pages that were taken away after a number, as far as they are remembered. */
export async function revokedSince(strapi: Core.Strapi, since: number): Promise<Revocation[]> {
  const where = { id: { $gt: since }, revoked: { $notNull: true } };
  const rows = await logTable(strapi).findMany({ select: ['id', 'revoked'], where });
  return newestRevocations(
    rows.flatMap(({ id, revoked }) =>
      (revoked ?? '').split(' ').map((path) => ({ type: 'revocation', path, revision: Number(id) }) as const),
    ),
  );
}

/** The name of our event, in Strapi's event hub and in its list of webhooks. */
export const publicationEvent = 'publication';

/** What `strapi.db.transaction` hands to its callback. */
export type Transaction = Parameters<Parameters<Core.Strapi['db']['transaction']>[0] & object>[0];

/**
 * Makes others that change what is public wait until this transaction ends. Only PostgreSQL needs
 * it: there, a later number could become visible before an earlier one, and a reader who has seen
 * the later would never ask for the earlier. SQLite has one connection, and so waits anyway.
 */
export async function waitForTurn(strapi: Core.Strapi, { trx }: Transaction): Promise<void> {
  if (strapi.db.dialect.client === 'postgres') await trx.raw('select pg_advisory_xact_lock(?)', [lockKey]);
}

const lastOfTransaction = new WeakMap<object, Omit<PublishEvent, 'event'>>();

/**
 * Appends to the log. Once the transaction is committed, one event tells of its last row; if it is
 * rolled back, nothing happened.
 */
export async function appendToLog(
  strapi: Core.Strapi,
  transaction: Transaction,
  entries: readonly LogEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const { trx, onCommit } = transaction;
  await waitForTurn(strapi, transaction);
  const log = await logId(strapi);
  for (const { revoked = [], ...entry } of entries) {
    const data = { ...entry, at: new Date(), revoked: revoked.join(' ') || null, mark: randomUUID() };
    const row = await logTable(strapi).create({ data });
    if (!lastOfTransaction.has(trx)) {
      onCommit(() => void strapi.eventHub.emit(publicationEvent, { ...lastOfTransaction.get(trx) }));
    }
    lastOfTransaction.set(trx, { ...entry, revision: Number(row.id), log });
    onCommit(() => tellLog(strapi, Number(row.id), entry));
  }
}

/** One line a publication, with the number by which the publisher's log goes on about it. */
function tellLog(strapi: Core.Strapi, revision: number, entry: LogEntry): void {
  const { type, documentId, locale, change } = entry;
  strapi.log.info(`Publication ${revision}: ${type} ${documentId} ${locale} ${change}.`, {
    revision,
    type,
    documentId,
    locale,
    change,
  });
}
