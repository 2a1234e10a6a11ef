import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootStrapi, type Booted } from './boot-strapi';

const cms = fileURLToPath(new URL('..', import.meta.url));
// What Strapi really loads is what was compiled.
const load = createRequire(import.meta.url);
const listedVersions = () =>
  (load(join(cms, 'dist/src/schema-versions.js')) as { schemaVersions: string[] }).schemaVersions;

/** Other versions of the code have to lie where they find their packages. */
const otherCode = join(cms, '.cache', `other-code-${process.pid}`);

/** The compiled CMS as it may be one day: another list of schemas and, if asked, one more type and field. */
function makeVersion(name: string, listed: readonly string[], grown: boolean): string {
  const dist = join(otherCode, name);
  cpSync(join(cms, 'dist'), dist, { recursive: true, filter: (path) => !path.endsWith('/dist/build') });
  const list = `exports.schemaVersions = ${JSON.stringify(listed)};`;
  writeFileSync(join(dist, 'src/schema-versions.js'), list);
  if (!grown) return dist;
  const topic = join(dist, 'src/api/topic/content-types/topic/schema.json');
  const schema = JSON.parse(readFileSync(topic, 'utf8')) as { attributes: object };
  Object.assign(schema.attributes, { colour: { type: 'string' } });
  writeFileSync(topic, JSON.stringify(schema));
  const strike = join(dist, 'src/api/strike/content-types/strike/schema.json');
  mkdirSync(dirname(strike), { recursive: true });
  const info = { singularName: 'strike', pluralName: 'strikes', displayName: 'Strike' };
  const attributes = { name: { type: 'string' } };
  writeFileSync(
    strike,
    JSON.stringify({ kind: 'collectionType', collectionName: 'strikes', info, attributes }),
  );
  return dist;
}

/** All that the newer version knows and the older doesn't, read from the tables themselves. */
async function readNewer({ strapi: { db } }: Booted): Promise<unknown> {
  const valuesOf = async (table: string, column: string) =>
    (await db.getSchemaConnection().hasColumn(table, column))
      ? ((await db.getConnection(table).select(column)) as Record<string, unknown>[]).map(
          (row) => row[column],
        )
      : 'dropped';
  return { strikes: await valuesOf('strikes', 'name'), colours: await valuesOf('topics', 'colour') };
}

const written = { strikes: ['At the gate'], colours: ['red'] };

describe('A database that a newer version made', () => {
  const folders: string[] = [];
  const folder = (content?: string) => {
    const made = mkdtempSync(join(tmpdir(), 'samleng-schema-'));
    folders.push(made);
    // An empty folder of PostgreSQL's means: a new database, please.
    if (content && !process.env.TEST_DATABASE_URL) {
      cpSync(join(content, 'database'), join(made, 'database'), { recursive: true });
    }
    return made;
  };
  const digestOf = ({ strapi }: Booted) => strapi.db.schema.schemaStorage.hashSchema(strapi.db.schema.schema);
  let own: { digest: string; listed: readonly string[] };
  let newer: { distDir: string; digest: string };
  let dataDir: string;
  let other: string;

  /** Starts a version, by default this one, and says what it found. */
  const read = async (options: { dataDir: string; distDir?: string; env?: Record<string, string> }) => {
    const cms = await bootStrapi(options);
    const found = await readNewer(cms);
    await cms.stop();
    return found;
  };

  /** Starts a version in a folder of its own and has it write what only it knows. */
  const write = async (options: { dataDir: string; distDir: string }) => {
    const cms = await bootStrapi(options);
    const digest = digestOf(cms);
    const add = (uid: string, data: object) => cms.strapi.db.query(uid as never).create({ data } as never);
    await add('api::strike.strike', { name: 'At the gate' });
    await add('api::topic.topic', { documentId: 'wages', locale: 'en', colour: 'red' });
    await cms.stop();
    return digest;
  };

  beforeAll(async () => {
    const cms = await bootStrapi();
    own = { digest: digestOf(cms), listed: listedVersions() };
    [dataDir, other] = [folder(cms.dataDir), folder(cms.dataDir)];
    await cms.stop();
    const distDir = makeVersion('newer', [...own.listed, 'of a newer schema'], true);
    newer = { distDir, digest: await write({ dataDir, distDir }) };
  });
  afterAll(() => {
    for (const made of [otherCode, ...folders]) rmSync(made, { recursive: true, force: true });
  });

  it('has a number, since the last line of schema-versions.ts is the schema that this code makes', () => {
    expect(
      own.listed.at(-1),
      'A content type, a component, a table of ours or Strapi itself has changed the database. Add the line\n\n' +
        `  '${own.digest}',\n\nat the END of cms/src/schema-versions.ts, so that older versions refuse such a ` +
        'database. Lines above it stay, also those that a merge brought.',
    ).toBe(own.digest);
    expect(new Set(own.listed).size).toBe(own.listed.length);
  });

  it('is refused by older code with a sentence that says what to do, and loses nothing', async () => {
    await expect(read({ dataDir })).rejects.toThrow(
      /made by a newer version of Samleng\. It has schema \d+,.* Nothing was changed\. Start the newer version/,
    );
    await expect(read({ dataDir, distDir: newer.distDir })).resolves.toEqual(written);
  });

  it('keeps what a still newer version no longer uses, until somebody asks for its deletion', async () => {
    const distDir = makeVersion('newest', [...own.listed, newer.digest, own.digest], false);
    await expect(read({ dataDir, distDir })).resolves.toEqual(written);
    await expect(read({ dataDir, distDir })).resolves.toEqual(written);
    const env = { ALLOW_SCHEMA_DELETION: 'true' };
    await expect(read({ dataDir, distDir, env })).resolves.toEqual({
      strikes: 'dropped',
      colours: 'dropped',
    });
    await expect(read({ dataDir, distDir })).resolves.toEqual({ strikes: 'dropped', colours: 'dropped' });
  });

  it('is refused as well where the newer version forgot to count', async () => {
    const distDir = makeVersion('forgetful', own.listed, true);
    await write({ dataDir: other, distDir });
    await expect(read({ dataDir: other })).rejects.toThrow(
      /newer version of Samleng.* with the tables strikes and the columns topics\.colour/,
    );
    await expect(read({ dataDir: other, distDir })).resolves.toEqual(written);
  });
});
