import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bootStrapi, type Booted } from './boot-strapi.ts';
import { makeDraft } from './documents.ts';
import { startPostgres, type Postgres } from './postgres.ts';

let postgres: Postgres;
let cms: Booted;
// A folder of its own, so that no database of SQLite is prepared or kept for others.
const dataDir = mkdtempSync(join(tmpdir(), 'samleng-cms-away-'));

beforeAll(async () => {
  postgres = await startPostgres();
  cms = await bootStrapi({ dataDir, env: { DATABASE_URL: postgres.url } });
});

afterAll(async () => {
  await cms?.stop();
  postgres?.end();
  rmSync(dataDir, { recursive: true, force: true });
});

const ready = async () => (await fetch(`${cms.url}/_ready`)).status;

it('says while the database is away that it is not ready, and to who saves why', async () => {
  const documentId = await makeDraft(cms.strapi, 'topic');
  const save = () =>
    cms.admin(`/content-manager/collection-types/api::topic.topic/${documentId}?locale=km`, {
      method: 'PUT',
      body: { name: 'ប្រធានបទ' },
    });
  expect(await ready()).toBe(204);
  expect((await save()).status).toBe(200);

  postgres.stop();
  expect(await ready()).toBe(503);
  const { status, body } = await save();
  expect([status, body.error?.message]).toEqual([
    503,
    expect.stringMatching(/The database does not answer.*មូលដ្ឋានទិន្នន័យ/),
  ]);

  postgres.start();
  await expect.poll(ready, { timeout: 10_000 }).toBe(204);
  await expect.poll(async () => (await save()).status, { timeout: 30_000 }).toBe(200);
});
