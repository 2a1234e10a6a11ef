import type { Core } from '@strapi/strapi';

type Values = Readonly<Record<string, unknown>>;
type Knex = Core.Strapi['db']['connection'];

/** Values bound in one statement; SQLite and PostgreSQL both take this many. */
const mostBindings = 2000;

/** Rows in one statement; SQLite puts them together as a compound select of at most 500. */
const mostRows = 400;

/** Rows for many tables that are written together. Ids are ours, so that rows can name each other before. */
export class BulkTables {
  readonly #strapi: Core.Strapi;
  readonly #lastIds = new Map<string, number>();
  readonly #waiting = new Map<string, Values[]>();

  constructor(strapi: Core.Strapi) {
    this.#strapi = strapi;
  }

  /** Takes a row for the next `flush`. Returns its id. */
  async add(table: string, values: Values): Promise<number> {
    const id = (this.#lastIds.get(table) ?? (await this.#lastIdOf(table))) + 1;
    this.#lastIds.set(table, id);
    const rows = this.#waiting.get(table) ?? [];
    if (rows.length === 0) this.#waiting.set(table, rows);
    rows.push({ id, ...values });
    return id;
  }

  /** Writes what waits, all of it in one transaction. */
  async flush(): Promise<void> {
    await this.#strapi.db.transaction(async ({ trx }) => {
      for (const [table, rows] of this.#waiting) await insert(trx as unknown as Knex, table, rows);
    });
    this.#waiting.clear();
  }

  /** Tells PostgreSQL which ids are taken; SQLite sees it by itself. */
  async finish(): Promise<void> {
    if (this.#strapi.db.dialect.client !== 'postgres') return;
    for (const [table, id] of this.#lastIds) {
      await this.#strapi.db.connection.raw(`select setval(pg_get_serial_sequence(?, 'id'), ?)`, [table, id]);
    }
  }

  async #lastIdOf(table: string): Promise<number> {
    const [row] = (await this.#strapi.db.connection(table).max({ last: 'id' })) as { last: number | null }[];
    return Number(row?.last ?? 0);
  }
}

async function insert(knex: Knex, table: string, rows: readonly Values[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).length || 1;
  const size = Math.max(1, Math.min(mostRows, Math.floor(mostBindings / columns)));
  for (let start = 0; start < rows.length; start += size) {
    await knex(table).insert(rows.slice(start, start + size));
  }
}
