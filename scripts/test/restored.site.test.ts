import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from './house/editor.ts';
import { liveRelease, read, untilLive } from './house/live-site.ts';
import { eventually, type House, makeHouse } from './house/running-house.ts';

/** Starts of the CMS and of the publisher take long on a busy machine. Milliseconds. */
const slowly = 900_000;

let house: House;
beforeAll(async () => {
  house = await makeHouse({ PUBLISH_INTERVAL: '600' });
  await house.start('cms');
  await house.start('site');
  await house.start('publisher');
}, slowly);
afterAll(() => house?.end());

/** Publishes a new article, signed in anew: a database that was put back may not know who was. */
async function publish(slug: string): Promise<string> {
  const editor = await signIn(house);
  const text = { title: `About ${slug}`, summary: 'Short.', body: 'Text.' };
  const facts = { slug, kind: 'news', publishedOn: '2026-05-01' };
  const documentId = await editor.create('article', 'en', { ...text, ...facts });
  await editor.publish('article', documentId, 'en');
  return documentId;
}

const page = async (slug: string) => (await read(house, `/en/articles/${slug}/`)).status;

/** What the admin says of an article. */
async function stateOf(documentId: string): Promise<string> {
  const login = await fetch(`${house.cmsUrl}/admin/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: house.environment['ADMIN_EMAIL'],
      password: house.environment['ADMIN_PASSWORD'],
    }),
  });
  const { data } = (await login.json()) as { data: { token?: string; accessToken?: string } };
  const query = `type=article&documentId=${documentId}&locale=en`;
  const answer = await fetch(`${house.cmsUrl}/samleng/document-status?${query}`, {
    headers: { authorization: `Bearer ${data.accessToken ?? data.token}` },
  });
  const { state } = (await answer.json()) as { state: string };
  return state;
}

test(
  'A database that is put back is noticed though its numbers have caught up, and the site shows what it holds',
  async () => {
    const database = join(house.dataDir, 'database');
    const backup = join(house.dataDir, 'backup');
    await publish('before');
    await untilLive(house);
    await house.stop('cms');
    cpSync(database, backup, { recursive: true });
    await house.start('cms');
    await publish('lost');
    const shown = await untilLive(house);
    expect([await page('before'), await page('lost')]).toEqual([200, 200]);

    await Promise.all([house.stop('cms'), house.stop('publisher')]);
    rmSync(database, { recursive: true });
    cpSync(backup, database, { recursive: true });
    await house.start('cms');
    const next = await publish('next');
    // Its row has the number that the live site states, and the log the name.
    expect(await stateOf(next)).toBe('waiting');

    await house.start('publisher');
    await eventually('the new page is live', async () => (await page('next')) === 200);
    expect([await page('before'), await page('lost')]).toEqual([200, 404]);
    const mended = await liveRelease(house);
    expect(mended).toMatchObject({ revision: shown.revision, log: expect.not.stringMatching(shown.log) });
    expect(house.outputOf('cms')).toContain('put back to an earlier state');
    expect(await stateOf(next)).toBe('live');

    await publish('after');
    expect(await untilLive(house)).toMatchObject({ revision: shown.revision + 1, log: mended.log });
    expect([await page('next'), await page('after')]).toEqual([200, 200]);
  },
  slowly,
);
