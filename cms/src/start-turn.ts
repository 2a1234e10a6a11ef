import type { Core } from '@strapi/strapi';

type End = () => Promise<void>;

/** Any fixed number; it names our lock among the locks of a PostgreSQL server. */
const lockKey = 7_391_205;

/** Longer than any start takes. Milliseconds. */
const longestStartMs = 300_000;

let end: End | undefined;

/**
 * Waits until no other CMS starts on the same PostgreSQL database: two that both find it empty would both
 * create its tables, and one of them would end with an error of the database. (A SQLite database lies in
 * a data folder, which a second CMS is refused.) Call it while Strapi registers, and `endTurn` once it has
 * started. The lock is the database's own, and ends with the process.
 * @throws Error when the other has not started after five minutes.
 */
export async function takeTurn(strapi: Core.Strapi): Promise<void> {
  // Of a start of this very process that failed half-way.
  await endTurn();
  if (strapi.db.dialect.client === 'postgres') end = await lock(strapi);
}

/** Lets others start. */
export async function endTurn(): Promise<void> {
  const before = end;
  end = undefined;
  await before?.();
}

async function lock(strapi: Core.Strapi): Promise<End> {
  const trx = await strapi.db.connection.transaction();
  try {
    const { rows } = (await trx.raw('select pg_try_advisory_xact_lock(?) as taken', [lockKey])) as {
      rows: { taken: boolean }[];
    };
    if (!rows[0]?.taken) {
      logWaiting(strapi);
      await trx.raw(`set local lock_timeout = ${longestStartMs}`);
      await trx.raw('select pg_advisory_xact_lock(?)', [lockKey]);
    }
  } catch (error) {
    await trx.rollback();
    // lock_not_available
    throw (error as { code?: string }).code === '55P03' ? tookTooLong() : error;
  }
  return async () => {
    await trx.rollback();
  };
}

function logWaiting(strapi: Core.Strapi): void {
  strapi.log.info('Another CMS is starting on this database; waiting for it.');
}

function tookTooLong(): Error {
  return new Error(
    'Another CMS has been starting on this database for five minutes. End it, or give this one a database of its own (DATABASE_URL), and start again.',
  );
}
