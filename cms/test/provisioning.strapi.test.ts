import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentTypes, uidOf } from '@samleng/shared';
import { bootStrapi, type Booted, testSecrets } from './boot-strapi';

/** All that provisioning writes, as far as it can be compared. */
async function provisioned({ strapi }: Booted) {
  const rows = (uid: string, options: object = {}) =>
    strapi.db.query(uid as never).findMany({ orderBy: { id: 'asc' }, ...options } as never);
  return JSON.parse(
    JSON.stringify({
      locales: await rows('plugin::i18n.locale'),
      users: await rows('admin::user', { populate: ['roles'] }),
      roles: await rows('admin::role'),
      permissions: await rows('admin::permission'),
      tokens: await rows('admin::api-token', { populate: ['permissions'] }),
      webhooks: await rows('strapi::webhook'),
      store: await rows('strapi::core-store', {
        where: { $or: ['samleng', '::api::'].map(($contains) => ({ key: { $contains } })) },
      }),
    }),
  ) as Record<string, Record<string, unknown>[]>;
}

describe('provisioning', () => {
  let cms: Booted;
  let first: Awaited<ReturnType<typeof provisioned>>;

  beforeAll(async () => {
    cms = await bootStrapi({ dataDir: mkdtempSync(join(tmpdir(), 'samleng-cms-')) });
    first = await provisioned(cms);
  });
  afterAll(async () => {
    await cms.stop();
    rmSync(cms.dataDir, { recursive: true, force: true });
  });

  const restart = async (env: Record<string, string> = {}) => {
    await cms.stop();
    cms = await bootStrapi({ dataDir: cms.dataDir, env });
  };

  it('makes both languages, English first', async () => {
    expect(first.locales?.map((row) => row.code)).toEqual(['en', 'km']);
    await expect(cms.strapi.plugin('i18n').service('locales').getDefaultLocale()).resolves.toBe('en');
  });

  it('makes the first administrator, who can sign in', async () => {
    expect(first.users).toHaveLength(1);
    expect((await cms.admin('/admin/users/me')).status).toBe(200);
  });

  it('leaves one token, the site’s, that can do one thing, with the key of CMS_TOKEN', async () => {
    expect(first.tokens?.map((row) => row.name)).toEqual(['Samleng site']);
    const [token] = first.tokens ?? [];
    expect((token?.permissions as { action: string }[]).map(({ action }) => action)).toEqual([
      'api::feed.feed.find',
    ]);
    expect((await cms.api('/api/feed')).status).toBe(200);
  });

  it('has no users-permissions plugin, and so nobody can register', async () => {
    expect(cms.strapi.plugins).not.toHaveProperty('users-permissions');
    const response = await fetch(`${cms.url}/api/auth/local/register`, { method: 'POST' });
    expect([404, 405]).toContain(response.status);
  });

  it('makes the publish hook as a webhook that Settings shows', async () => {
    const { body } = await cms.admin('/admin/webhooks');
    expect(body.data).toMatchObject([
      {
        name: 'Samleng publisher',
        url: 'http://127.0.0.1:9/hooks/publish',
        events: ['publication'],
        isEnabled: true,
      },
    ]);
  });

  it('labels every field in both languages and shows no inverse side', async () => {
    for (const type of contentTypes) {
      const { body } = await cms.admin(`/content-manager/content-types/${uidOf(type)}/configuration`);
      const { contentType } = body.data as unknown as {
        contentType: {
          layouts: { edit: { name: string }[][] };
          metadatas: Record<string, { edit: { label: string } }>;
        };
      };
      const shown = contentType.layouts.edit.flat().map(({ name }) => name);
      const { __schema__: schema } = cms.strapi.contentType(uidOf(type)) as unknown as {
        __schema__: { attributes: Record<string, { mappedBy?: string }> };
      };
      const { attributes } = schema;
      const own = Object.keys(attributes).filter((name) => !attributes[name]?.mappedBy);
      expect(shown.sort(), type).toEqual(own.sort());
      for (const name of own)
        expect(contentType.metadatas[name]?.edit.label, `${type}.${name}`).toMatch(/ · [\u1780-\u17ff]/);
    }
  });

  it('changes nothing when it runs again', async () => {
    const before = await provisioned(cms);
    await restart();
    expect(await provisioned(cms)).toEqual(before);
  });

  it('follows a new publisher address', async () => {
    await restart({ PUBLISHER_URL: 'http://127.0.0.1:19' });
    const { body } = await cms.admin('/admin/webhooks');
    expect(body.data).toMatchObject([{ url: 'http://127.0.0.1:19/hooks/publish' }]);
  });

  it('puts right what somebody widened by hand', async () => {
    const { strapi } = cms;
    const tokens = strapi.service('admin::api-token-content-api') as unknown as {
      create(token: object): Promise<unknown>;
      update(id: unknown, token: object): Promise<unknown>;
    };
    const [site] = (await provisioned(cms)).tokens ?? [];
    await tokens.update(site?.id, { name: 'Samleng site', type: 'full-access' });
    await tokens.create({
      name: 'Full Access',
      description:
        'A default API token with full access permissions, used for accessing or modifying resources',
      type: 'full-access',
      lifespan: null,
    });
    const translator = await strapi.db
      .query('admin::role')
      .findOne({ where: { code: 'samleng-khmer-translator' } });
    await strapi.db.query('admin::permission').create({
      data: {
        action: 'plugin::content-manager.explorer.publish',
        subject: 'api::article.article',
        role: translator?.id,
        properties: { locales: ['en'] },
        conditions: [],
        actionParameters: {},
      } as never,
    });
    await restart({ CMS_TOKEN: `${testSecrets.CMS_TOKEN}-new` });
    const after = await provisioned(cms);
    expect(after.tokens?.map(({ name, type }) => ({ name, type }))).toEqual([
      { name: 'Samleng site', type: 'custom' },
    ]);
    const widened = await cms.strapi.db
      .query('admin::permission')
      .findMany({ where: { role: { code: 'samleng-khmer-translator' }, action: { $endsWith: 'publish' } } });
    expect(widened).toEqual([]);
    expect((await cms.api('/api/feed')).status).toBe(401);
    expect((await cms.api('/api/feed', `${testSecrets.CMS_TOKEN}-new`)).status).toBe(200);
  });
});

it('does not start with unsafe secrets, and says which', async () => {
  await expect(bootStrapi({ env: { ENCRYPTION_KEY: 'toBeModified' } })).rejects.toThrow(
    /ENCRYPTION_KEY.*toBeModified/,
  );
});
