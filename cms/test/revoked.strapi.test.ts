import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootStrapi, type Booted } from './boot-strapi';
import { documents, freshSlug, makePublic, translate } from './documents';
import { readFeed } from './read-feed';

// A folder of our own, to start in it twice.
const dataDir = mkdtempSync(join(tmpdir(), 'samleng-cms-'));
let cms: Booted;
beforeAll(async () => {
  cms = await bootStrapi({ dataDir });
});
afterAll(async () => {
  await cms.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const revision = async () => (await readFeed(cms)).trailer.revision;

/** The pages that an action takes away, as the feed tells them afterwards. */
async function revokedBy(action: () => Promise<unknown>): Promise<string[]> {
  const before = await revision();
  await action();
  const { revocations } = await readFeed(cms, `?since=${before}`);
  return revocations.map(({ path }) => path).sort();
}

/** An article that is public in both languages. */
async function bilingual(): Promise<{ documentId: string; slug: string }> {
  const slug = freshSlug();
  const documentId = await makePublic(cms.strapi, 'article', { slug });
  await translate(cms.strapi, 'article', documentId, { title: 'អត្ថបទ', summary: 'ខ្លី', body: 'អត្ថបទ' });
  await documents(cms.strapi, 'article').publish({ documentId, locale: 'km' });
  return { documentId, slug };
}

describe('the feed names the pages that were taken away', () => {
  it('one language at a time when a translation is withdrawn', async () => {
    const { documentId, slug } = await bilingual();
    const articles = documents(cms.strapi, 'article');
    expect(await revokedBy(() => articles.unpublish({ documentId, locale: 'km' }))).toEqual([
      `/km/articles/${slug}/`,
    ]);
    expect(await revokedBy(() => articles.unpublish({ documentId, locale: 'en' }))).toEqual([
      `/en/articles/${slug}/`,
    ]);
  });

  it('in both languages when a document is deleted', async () => {
    const { documentId, slug } = await bilingual();
    const remove = () => documents(cms.strapi, 'article').delete({ documentId, locale: '*' });
    expect(await revokedBy(remove)).toEqual([`/en/articles/${slug}/`, `/km/articles/${slug}/`]);
  });

  it('at their old address when a slug changes, in every language', async () => {
    const { documentId, slug } = await bilingual();
    const moved = freshSlug();
    const rename = async () => {
      await documents(cms.strapi, 'article').update({ documentId, locale: 'en', data: { slug: moved } });
      await documents(cms.strapi, 'article').publish({ documentId, locale: 'en' });
    };
    expect(await revokedBy(rename)).toEqual([`/en/articles/${slug}/`, `/km/articles/${slug}/`]);
  });

  it('and none when something is published, changed or republished', async () => {
    const { documentId } = await bilingual();
    const articles = documents(cms.strapi, 'article');
    const change = () =>
      articles.update({ documentId, locale: 'en', data: { title: 'Other' }, status: 'published' });
    expect(await revokedBy(bilingual)).toEqual([]);
    expect(await revokedBy(change)).toEqual([]);
    expect(await revokedBy(() => articles.publish({ documentId, locale: '*' }))).toEqual([]);
  });

  it('in a whole pull as step by step, and the hook stays without them', async () => {
    const heard: unknown[] = [];
    cms.strapi.eventHub.on('publication', async (event: unknown) => {
      heard.push(event);
    });
    const before = await readFeed(cms);
    const { documentId, slug } = await bilingual();
    await documents(cms.strapi, 'article').delete({ documentId, locale: '*' });
    const since = await readFeed(cms, `?since=${before.trailer.revision}`);
    const whole = await readFeed(cms);
    expect(since.revocations.map(({ path }) => path)).toContain(`/en/articles/${slug}/`);
    expect(whole.revocations).toEqual([...since.revocations, ...before.revocations]);
    expect(heard.length).toBeGreaterThan(0);
    expect(JSON.stringify(heard)).not.toContain(slug);
  });
});

describe('a database of the time before', () => {
  it('gets its log a column, keeps its rows and goes on', async () => {
    const last = await revision();
    // As that version left it: no column, and the schema that Strapi remembers without it.
    const { connection } = cms.strapi.db;
    await connection.raw('alter table publication_log drop column revoked');
    const [row] = (await connection('strapi_database_schema').orderBy('id', 'desc').limit(1)) as {
      id: number;
      schema: string | object;
    }[];
    const schema = typeof row?.schema === 'string' ? row.schema : JSON.stringify(row?.schema);
    const parsed = JSON.parse(schema) as { tables: { name: string; columns: { name: string }[] }[] };
    for (const table of parsed.tables)
      if (table.name === 'publication_log')
        table.columns = table.columns.filter(({ name }) => name !== 'revoked');
    await connection('strapi_database_schema')
      .where({ id: row?.id })
      .update({ schema: JSON.stringify(parsed), hash: 'of the time before' });
    await cms.stop();
    cms = await bootStrapi({ dataDir });
    expect(await revision()).toBe(last);
    const { documentId, slug } = await bilingual();
    const remove = () => documents(cms.strapi, 'article').delete({ documentId, locale: '*' });
    expect(await revokedBy(remove)).toEqual([`/en/articles/${slug}/`, `/km/articles/${slug}/`]);
  });
});

describe('a database that was put back from a backup', () => {
  /** As a backup has it: rows after a number are not there, and the numbers go on from it. */
  async function putBackTo(last: number): Promise<void> {
    const { connection, dialect } = cms.strapi.db;
    await connection('publication_log').where('id', '>', last).delete();
    if (dialect.client === 'postgres')
      await connection.raw(`select setval(pg_get_serial_sequence('publication_log', 'id'), ?)`, [last]);
    else await connection('sqlite_sequence').where({ name: 'publication_log' }).update({ seq: last });
  }
  const ask = (query: object) => cms.api(`/api/feed?${new URLSearchParams(query as Record<string, string>)}`);

  it('says so to who knows a row that it does not have, and takes another name for its log', async () => {
    const { trailer: backup } = await readFeed(cms);
    await bilingual();
    const { trailer: known } = await readFeed(cms);
    expect(known.log).toBe(backup.log);
    const { revision: since, log, mark = '' } = known;
    expect((await ask({ since, log, mark })).status).toBe(200);

    await putBackTo(backup.revision);
    for (let count = backup.revision; count < since + 2; count += 1) await makePublic(cms.strapi, 'topic');
    const answer = await ask({ since, log, mark });
    expect(answer.status).toBe(409);
    const { trailer: now } = await readFeed(cms);
    expect(now).toMatchObject({ revision: since + 2, log: expect.not.stringMatching(log) });
    expect(JSON.stringify(await answer.json())).toContain(`it is ${now.log}`);
    // Who asks again in the old name changes nothing more.
    expect((await ask({ since, log, mark })).status).toBe(409);
    expect((await ask({ since: now.revision, log: now.log, mark: now.mark ?? '' })).status).toBe(200);
    expect((await readFeed(cms)).trailer.log).toBe(now.log);
  });

  it('takes another name as well while it has fewer rows than were known', async () => {
    const { trailer: known } = await readFeed(cms);
    await putBackTo(known.revision - 1);
    expect((await ask({ since: known.revision, log: known.log })).status).toBe(409);
    expect((await readFeed(cms)).trailer.log).not.toBe(known.log);
  });
});
