import { isMainThread } from 'node:worker_threads';
import type { Core } from '@strapi/strapi';
import { environment } from './environment';
import { schemaVersions } from './schema-versions';

// Strapi brings the database into the shape of the code that starts: whatever it once made and the code
// doesn't know any more, it drops. An older version on newer data would so delete what editors made. Two
// things stand against it: a database knows the number of its schema, and nothing is dropped that nobody
// asked to drop. For the second, Strapi's memory of what it made is kept from it while it looks. (Its
// setting forceMigration: false would do it too, but then PostgreSQL's indexes cannot be changed either.)

type Schema = Core.Strapi['db']['schema']['schema'];
type Table = Schema['tables'][number];

const store = { type: 'core', name: 'samleng', key: 'schema-version' };
const storeTable = 'strapi_core_store_settings';
const schemaTable = 'strapi_database_schema';

/** The exit code of a start that makes no sense to repeat (EX_CONFIG in sysexits.h); the unit knows it. */
const exitCode = 78;

/**
 * Refuses a database whose schema is newer than this code, and keeps tables and columns that this code
 * doesn't know, unless ALLOW_SCHEMA_DELETION asks for their deletion. Call it while Strapi registers, before
 * it looks at the database.
 * @throws Error when the database was made by a newer version. Nothing has been changed then.
 */
export async function guardSchema(strapi: Core.Strapi): Promise<void> {
  const known = await storedVersion(strapi);
  if (known !== undefined && known > schemaVersions.length)
    refuse(`schema ${known}, and this code knows no newer one than ${schemaVersions.length}`);
  let leftovers: Table[] = [];
  strapi.hook('strapi::content-types.beforeSync').register(async () => {
    const { schema, schemaStorage } = strapi.db.schema;
    const stored = await schemaStorage.read();
    leftovers = stored ? unknownTables(stored.schema, schema) : [];
    if (!stored || leftovers.length === 0) return;
    if (environment().allowSchemaDeletion) {
      strapi.log.warn(
        `ALLOW_SCHEMA_DELETION is set: deleting ${describe(leftovers)}. Take it out again now.`,
      );
      // Without a difference in the hash, Strapi would not look for what is to be dropped.
      await remember(strapi, stored.schema, '');
      leftovers = [];
      return;
    }
    const hashes = [...schemaVersions, schemaStorage.hashSchema(schema)];
    // A schema that is none of ours, with more in it than ours: newer code that forgot to count.
    if (known !== undefined && !hashes.includes(stored.hash))
      refuse(`a schema that this code has never had, with ${describe(leftovers)}`);
    await remember(strapi, without(stored.schema, leftovers), stored.hash);
  });
  strapi.hook('strapi::content-types.afterSync').register(async () => {
    const { schema, schemaStorage } = strapi.db.schema;
    if (leftovers.length > 0) {
      // A later start can so still be asked to drop them.
      await remember(strapi, withAgain(schema, leftovers), schemaStorage.hashSchema(schema));
      strapi.log.warn(
        `The database keeps ${describe(leftovers)}, which this version does not use. To delete them for good, ` +
          'back up the database and start once with ALLOW_SCHEMA_DELETION=true.',
      );
    }
    // Only now: after a start that failed half-way, the older version is still the right one.
    await strapi.store.set({ ...store, value: { version: schemaVersions.length } });
  });
}

/** The number in the database; undefined in a new database and in one from before the numbers. */
async function storedVersion(strapi: Core.Strapi): Promise<number | undefined> {
  if (!(await strapi.db.getSchemaConnection().hasTable(storeTable))) return undefined;
  const key = `${store.type}_${store.name}_${store.key}`;
  // Not through strapi.store: Strapi's models are not loaded yet.
  const row = (await strapi.db.getConnection(storeTable).where({ key }).first()) as
    { value: string } | undefined;
  return row && (JSON.parse(row.value) as { version: number }).version;
}

/** What one schema has and the other lacks: whole tables, and tables reduced to the columns in question. */
function unknownTables(stored: Schema, own: Schema): Table[] {
  const ownTables = new Map(own.tables.map((table) => [table.name, table]));
  return stored.tables.flatMap((table) => {
    const names = ownTables.get(table.name)?.columns.map(({ name }) => name);
    const columns = table.columns.filter(({ name }) => !names?.includes(name));
    const isTheirs = (it: { columns: string[] }) => columns.some(({ name }) => it.columns.includes(name));
    if (columns.length === 0) return [];
    const { indexes, foreignKeys } = table;
    return [
      { ...table, columns, indexes: indexes.filter(isTheirs), foreignKeys: foreignKeys.filter(isTheirs) },
    ];
  });
}

const parts = ['columns', 'indexes', 'foreignKeys'] as const;

function without(schema: Schema, leftovers: readonly Table[]): Schema {
  const gone = new Map(leftovers.map((table) => [table.name, table]));
  const tables = schema.tables.map((table) => {
    const less = { ...table };
    for (const part of parts) {
      const names = gone.get(table.name)?.[part].map(({ name }) => name);
      if (names) Object.assign(less, { [part]: table[part].filter(({ name }) => !names.includes(name)) });
    }
    return less;
  });
  return { ...schema, tables: tables.filter(({ columns }) => columns.length > 0) };
}

function withAgain(schema: Schema, leftovers: readonly Table[]): Schema {
  const names = new Set(schema.tables.map(({ name }) => name));
  const tables = schema.tables.map((table) => {
    const back = leftovers.find(({ name }) => name === table.name);
    const more = { ...table };
    for (const part of parts) if (back) Object.assign(more, { [part]: [...table[part], ...back[part]] });
    return more;
  });
  return { ...schema, tables: [...tables, ...leftovers.filter(({ name }) => !names.has(name))] };
}

/** Writes what Strapi is to believe that it made. */
async function remember(strapi: Core.Strapi, schema: Schema, hash: string): Promise<void> {
  await strapi.db.getConnection(schemaTable).update({ schema: JSON.stringify(schema), hash });
}

/** "the tables a, b and the columns c.d", as far as there are any. */
function describe(leftovers: readonly Table[]): string {
  // Every table of Strapi's has an id: one without it was reduced to some of its columns.
  const isWhole = ({ columns }: Table) => columns.some(({ name }) => name === 'id');
  const tables = leftovers.filter(isWhole).map(({ name }) => name);
  const columns = leftovers
    .filter((table) => !isWhole(table))
    .flatMap((table) => table.columns.map(({ name }) => `${table.name}.${name}`));
  return [
    tables.length > 0 && `the tables ${tables.join(', ')}`,
    columns.length > 0 && `the columns ${columns.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' and ');
}

function refuse(reason: string): never {
  // Strapi ends with 1 for whatever is thrown; a service manager would try for ever. Not in a test's thread.
  if (isMainThread) process.once('exit', () => (process.exitCode = exitCode));
  const error = new Error(
    `The CMS does not start: its database was made by a newer version of Samleng. It has ${reason}. ` +
      'Nothing was changed. Start the newer version again, or put back a backup of the database from before the update.',
  );
  // No mistake of ours to be searched for in the code: the sentence alone.
  error.stack = error.message;
  throw error;
}
