import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sign } from '@samleng/shared';
import { bootStrapi, type Booted, signIn, testSecrets } from './boot-strapi';
import { documents, makeDraft, makePublic, translate } from './documents';

let cms: Booted;
const secret = 'Unsaid before its time';

beforeAll(async () => {
  cms = await bootStrapi();
  await makeDraft(cms.strapi, 'article', { title: secret, slug: 'unsaid' });
  const open = await makePublic(cms.strapi, 'article', { title: 'Said', slug: 'said' });
  await documents(cms.strapi, 'article').update({
    documentId: open,
    locale: 'en',
    data: { summary: secret },
  });
  await translate(cms.strapi, 'article', open, { title: secret, summary: secret });
  await makeDraft(cms.strapi, 'topic', { name: secret, slug: 'unsaid-topic' });
});
afterAll(() => cms.stop());

async function signInAs(code: string, email: string): Promise<string> {
  const role = await cms.strapi.db.query('admin::role').findOne({ where: { code } });
  const users = cms.strapi.service('admin::user') as unknown as { create(user: object): Promise<unknown> };
  const password = testSecrets.ADMIN_PASSWORD;
  await users.create({ email, firstname: 'A', lastname: 'B', password, isActive: true, roles: [role?.id] });
  return signIn(cms.url, email, password);
}

async function addRole(code: string, permissions: readonly object[]): Promise<string> {
  const roles = cms.strapi.service('admin::role') as unknown as {
    create(role: object): Promise<{ id: number }>;
    assignPermissions(id: number, permissions: readonly object[]): Promise<unknown>;
  };
  const { id } = await roles.create({ code, name: code, description: '' });
  await roles.assignPermissions(id, permissions);
  return code;
}

/** Questions through which a reader might learn of a draft. */
const questions = [
  '',
  '?status=draft',
  '?status=published&status=draft',
  '?status[]=draft',
  '?status[$ne]=published',
  '?publicationState=preview',
  '?publicationFilter=modified',
  '?hasPublishedVersion=false',
  '?populate=*',
  '?populate=localizations',
  '?populate[localizations][populate]=*',
  '?populate[topics][status]=draft',
  '?populate[0]=localizations',
  '?locale=*&status=draft',
  `?filters[title][$startsWith]=Unsaid&status=draft`,
  `?filters[localizations][title][$startsWith]=Unsaid`,
  `?filters[$or][0][localizations][summary][$startsWith]=Unsaid`,
  '?filters[publishedAt][$null]=true',
  '?sort=localizations.title',
  '?fields=publishedAt',
];

describe('the site’s token', () => {
  it('reads the feed, without the drafts', async () => {
    for (const question of ['', '?status=draft', '?since=0', '?publicationState=preview', '?locale=*']) {
      const response = await cms.api(`/api/feed${question}`);
      expect([200, 403]).toContain(response.status);
      expect(await response.text()).not.toContain(secret);
    }
  });

  it.each(questions)('reads no documents one by one, whatever it asks: %s', async (question) => {
    for (const path of ['/api/articles', '/api/topics', '/api/site-settings']) {
      const response = await cms.api(`${path}${question}`);
      expect(response.status, path).toBe(403);
      expect(await response.text()).not.toContain(secret);
    }
  });

  it.each(['/api/upload/files', '/api/i18n/locales', '/api/users', '/api/connect/x'])(
    'opens nothing else: %s',
    async (path) => {
      expect([401, 403, 404]).toContain((await cms.api(path)).status);
    },
  );
});

describe('a token that an administrator allows to find articles', () => {
  const key = 'a-token-of-an-administrator-0123456789';
  beforeAll(async () => {
    const tokens = cms.strapi.service('admin::api-token-content-api') as unknown as {
      create(token: object): Promise<{ id: number }>;
      hash(key: string): string;
    };
    const permissions = ['article', 'topic'].flatMap((type) =>
      ['find', 'findOne'].map((action) => `api::${type}.${type}.${action}`),
    );
    const { id } = await tokens.create({
      name: 'Other',
      description: '',
      type: 'custom',
      permissions,
      lifespan: null,
    });
    await cms.strapi.db
      .query('admin::api-token')
      .update({ where: { id }, data: { accessKey: tokens.hash(key) } });
  });

  it('reads what is published', async () => {
    const response = await cms.api('/api/articles?status=published', key);
    expect(response.status).toBe(200);
    const { data } = (await response.json()) as { data: { title: string }[] };
    expect(data.map(({ title }) => title)).toEqual(['Said']);
  });

  /** Ways to write one path; to Strapi's router, the first three are the same. */
  const spellings = ['/api/articles', '/API/articles', '/Api/ARTICLES/', '/%61pi/articles', '/api//articles'];

  it.each(questions)('learns of no draft, whatever it asks: %s', async (question) => {
    for (const path of spellings) {
      const response = await cms.api(`${path}${question}`, key);
      const text = await response.text();
      expect(text, path).not.toContain(secret);
      // No oracle either: a filter that only the draft fulfils finds nothing, or is refused.
      if (question.includes('Unsaid'))
        expect([response.status, text.includes('"said"')], path).not.toEqual([200, true]);
    }
  });

  it('cannot write', async () => {
    const response = await fetch(`${cms.url}/api/articles`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ data: { title: 'From outside' } }),
    });
    expect([403, 404, 405]).toContain(response.status);
  });
});

it('answers nothing without a token', async () => {
  expect((await cms.api('/api/feed', null)).status).toBe(401);
  expect((await cms.api('/api/feed', 'wrong')).status).toBe(401);
  expect((await cms.api('/api/articles', null)).status).toBe(401);
});

it('serves uploads and nothing else of the data folder', async () => {
  for (const path of [
    '/database/samleng.sqlite',
    '/uploads/../database/samleng.sqlite',
    '/uploads/..%2fdatabase/samleng.sqlite',
    '/uploads/%2e%2e/%2e%2e/database/samleng.sqlite',
  ]) {
    const response = await fetch(`${cms.url}${path}`);
    expect(response.status, path).toBeGreaterThanOrEqual(400);
  }
});

it('lets no page of another origin read its answers, the public site’s neither', async () => {
  for (const origin of ['https://evil.example', 'http://localhost:4321', 'null'])
    for (const [method, path] of [
      ['GET', '/admin/init'],
      ['OPTIONS', '/admin/access-token'],
      ['GET', '/api/feed'],
    ] as const) {
      const { headers } = await fetch(`${cms.url}${path}`, { method, headers: { Origin: origin } });
      const told = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect([origin, path, told]).toEqual([origin, path, []]);
    }
});

it('tells browsers to load nothing from elsewhere, and to show the site alone in a frame', async () => {
  for (const path of ['/admin/init', '/api/feed', '/nowhere']) {
    const policy = (await fetch(`${cms.url}${path}`)).headers.get('content-security-policy') ?? '';
    const directives = new Map(
      policy.split(/;\s*/).map((part) => [part.split(' ')[0], part.split(' ').slice(1)]),
    );
    expect(directives.get('frame-src')).toEqual(["'self'", 'http://localhost:4321']);
    directives.delete('frame-src');
    expect(directives.get('connect-src')).toEqual(["'self'"]);
    const foreign = [...directives.values()].flat().filter((source) => !/^('.*'|data:|blob:)$/.test(source));
    expect([path, foreign]).toEqual([path, []]);
    expect(policy).not.toContain('unsafe-eval');
    expect(directives.get('script-src')).toEqual(["'self'"]);
  }
});

describe('settings that are everybody’s', () => {
  /** Every route of the admin that writes, with something in the place of each parameter. */
  const writing = (strapi: Booted['strapi']) =>
    (strapi.server.listRoutes() as unknown as { methods: string[]; path: string }[])
      .flatMap(({ methods, path }) =>
        methods
          .filter((method) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
          .map((method) => [method, String(path)] as const),
      )
      // The content API takes no such token; who signs out or ends sessions could not ask on.
      .filter(([, path]) => !/^\/api\/|^\/_health|logout|sessions/.test(path));

  /** What is open to whoever is signed in, or to all, and writes no settings of others. */
  const theirs = new RegExp(
    [
      ' /admin/(access-token|forgot-password|login|permissions/check|register|register-admin|reset-password) ',
      // Their own: Strapi keeps the home page's order by user.
      ' /admin/(homepage/layout|users/me) ',
      ' /content-manager/uid/(check-availability|generate) ',
      ' /i18n/content-manager/actions/get-non-localized-fields ',
      ' /upload(/files|/folders|/actions/[a-z-]+|/ai-metadata-jobs)? ',
      // Refused: there is no mail.
      ' /email 400$',
    ].join('|'),
  );

  it.each(['strapi-author', 'samleng-khmer-translator'])('are not written by %s', async (role) => {
    const token = await signInAs(role, `settings-${role}@samleng.test`);
    const open: string[] = [];
    for (const [method, path] of writing(cms.strapi)) {
      const filled = path
        .replace(':uid', 'api::article.article')
        .replace(':model', 'api::article.article')
        .replace(/:(\w+)(\(.*?\))?/g, '1');
      const { status } = await cms.admin(filled, { method, token, body: {} });
      if (![403, 404, 405].includes(status)) open.push(`${method} ${path} ${status}`);
    }
    expect(open.filter((line) => !theirs.test(line))).toEqual([]);
  });
});

describe('a draft for the preview', () => {
  const ask = async (documentId: string, headers: Record<string, string>, status = 'draft', locale = 'en') =>
    fetch(`${cms.url}/api/preview/article/${documentId}?locale=${locale}&status=${status}`, { headers });
  const signed = async (
    documentId: string,
    { status = 'draft', locale = 'en', key = testSecrets.PUBLISH_SECRET, at = Date.now() } = {},
  ) => ({
    'x-samleng-timestamp': String(at),
    'x-samleng-signature': await sign(key, 'preview-read', [
      'article',
      documentId,
      locale,
      status,
      String(at),
    ]),
  });
  let documentId: string;
  beforeAll(async () => {
    documentId = await makeDraft(cms.strapi, 'article', { title: secret, summary: '', slug: 'previewed' });
  });

  it('is answered to who holds the publish secret, with what is wrong with it', async () => {
    const response = await ask(documentId, await signed(documentId));
    expect(response.status).toBe(200);
    const { document, problems } = (await response.json()) as {
      document: object;
      problems: { path: string[] }[];
    };
    expect(document).toMatchObject({
      type: 'article',
      documentId,
      locale: 'en',
      title: secret,
      summary: null,
    });
    expect(problems.map(({ path }) => path)).toEqual([['summary']]);
  });

  it('is refused without a signature, with the site’s token, a foreign or an old signature', async () => {
    expect((await ask(documentId, {})).status).toBe(403);
    expect((await ask(documentId, { Authorization: `Bearer ${testSecrets.CMS_TOKEN}` })).status).toBe(403);
    const foreign = await signed(documentId, { key: 'another-secret-0123456789-0123456789-0123' });
    expect((await ask(documentId, foreign)).status).toBe(403);
    expect((await ask(documentId, await signed(documentId, { at: Date.now() - 120_000 }))).status).toBe(403);
    // A signature for what is published opens no draft.
    expect((await ask(documentId, await signed(documentId, { status: 'published' }))).status).toBe(403);
  });

  it('is not there in a language that nobody has begun', async () => {
    expect((await ask(documentId, await signed(documentId, { locale: 'km' }), 'draft', 'km')).status).toBe(
      404,
    );
    expect(
      (await ask(documentId, await signed(documentId, { status: 'published' }), 'published')).status,
    ).toBe(404);
  });

  it('opens from the admin through a signed link to the site', async () => {
    const { body } = await cms.admin(
      `/content-manager/preview/url/api::article.article?documentId=${documentId}&locale=en&status=draft`,
    );
    const { url } = (body.data ?? {}) as { url?: string };
    expect(url).toMatch(
      new RegExp(`^http://localhost:4321/preview/article/${documentId}/\\?locale=en&status=draft&expires=`),
    );
  });

  it('opens to nobody whose role does not read it, though they are signed in', async () => {
    const reads = {
      action: 'plugin::content-manager.explorer.read',
      subject: 'api::article.article',
      properties: { fields: ['title'], locales: ['km'] },
      conditions: [],
    };
    for (const [code, permissions] of [
      ['reads-nothing', []],
      ['reads-khmer', [reads]],
      [
        'reads-own',
        [
          {
            ...reads,
            properties: { ...reads.properties, locales: ['en'] },
            conditions: ['admin::is-creator'],
          },
        ],
      ],
    ] as const) {
      const token = await signInAs(await addRole(code, permissions), `${code}@samleng.test`);
      for (const status of ['draft', 'published']) {
        const { status: answered, body } = await cms.admin(
          `/content-manager/preview/url/api::article.article?documentId=${documentId}&locale=en&status=${status}`,
          { token },
        );
        expect([answered, body], `${code} ${status}`).toEqual([204, {}]);
      }
    }
  });
});

describe('a Khmer translator', () => {
  let token: string;
  let article: string;
  const path = '/content-manager/collection-types/api::article.article';

  beforeAll(async () => {
    const role = await cms.strapi.db
      .query('admin::role')
      .findOne({ where: { code: 'samleng-khmer-translator' } });
    await (cms.strapi.service('admin::user') as unknown as { create(user: object): Promise<unknown> }).create(
      {
        email: 'translator@samleng.test',
        firstname: 'Khmer',
        lastname: 'Translator',
        password: testSecrets.ADMIN_PASSWORD,
        isActive: true,
        roles: [role?.id],
      },
    );
    token = await signIn(cms.url, 'translator@samleng.test', testSecrets.ADMIN_PASSWORD);
    article = await makePublic(cms.strapi, 'article', { slug: 'to-translate' });
  });

  it('reads English and writes Khmer', async () => {
    expect((await cms.admin(`${path}/${article}?locale=en`, { token })).status).toBe(200);
    const saved = await cms.admin(`${path}/${article}?locale=km`, {
      method: 'PUT',
      token,
      body: { title: 'ចំណងជើង' },
    });
    expect(saved.status).toBe(200);
  });

  it('leaves no English draft behind, new or changed', async () => {
    const count = () => cms.strapi.db.query('api::article.article').count({ where: { locale: 'en' } });
    const before = await count();
    const made = await cms.admin(`${path}?locale=en`, { method: 'POST', token, body: { title: 'Not mine' } });
    expect(made.status).toBe(403);
    expect(made.body.error?.message).toMatch(/role.*\/.*[\u1780-\u17ff]/);
    expect((await cms.admin(path, { method: 'POST', token, body: { title: 'Not mine' } })).status).toBe(403);
    expect(
      (await cms.admin(`${path}/${article}?locale=en`, { method: 'PUT', token, body: { title: 'Changed' } }))
        .status,
    ).toBe(403);
    expect(await count()).toBe(before);
  });

  it('cannot add English to a document that is only in Khmer', async () => {
    const khmer = await makeDraft(cms.strapi, 'article', { title: 'ខ្មែរ', slug: 'only-khmer' }, 'km');
    const answer = await cms.admin(`${path}/${khmer}?locale=en`, {
      method: 'PUT',
      token,
      body: { title: 'English' },
    });
    expect(answer.status).toBe(403);
  });

  it('cannot publish', async () => {
    await translate(cms.strapi, 'article', article, { title: 'ចំណងជើង', summary: 'ខ្លី', body: 'អត្ថបទ' });
    const answer = await cms.admin(`${path}/${article}/actions/publish?locale=km`, {
      method: 'POST',
      token,
      body: {},
    });
    expect(answer.status).toBe(403);
  });
});

describe('what all languages share', () => {
  const path = (type: string) => `/content-manager/collection-types/api::${type}.${type}`;
  const consent = { basis: 'public-record', date: '2026-02-02' };
  let translator: string;
  let author: string;

  beforeAll(async () => {
    translator = await signInAs('samleng-khmer-translator', 'of-khmer@samleng.test');
    author = await signInAs('strapi-author', 'author@samleng.test');
  });

  const save = (type: string, documentId: string, locale: string, token: string, body: object) =>
    cms.admin(`${path(type)}/${documentId}?locale=${locale}`, { method: 'PUT', token, body });

  /** What stands in the drafts of a leader, English first. */
  const draftsOf = (documentId: string) =>
    Promise.all(
      ['en', 'km'].map((locale) =>
        documents(cms.strapi, 'union-leader').findOne({
          documentId,
          locale,
          populate: ['consent', 'topics'],
        }),
      ),
    );

  it('is nothing that a Khmer translator writes, in a new language or in one that is there', async () => {
    const topic = await makePublic(cms.strapi, 'topic', { slug: 'work' });
    await translate(cms.strapi, 'topic', topic, { name: 'ការងារ' });
    const leader = await makePublic(cms.strapi, 'union-leader', { slug: 'as-agreed', topics: [topic] });
    const shared = {
      slug: 'as-agreed',
      consent: { basis: 'given', date: '2026-01-02', scope: 'Name and role, said by telephone.' },
      topics: [{ documentId: topic }],
    };
    for (const name of ['ឈ្មោះ', 'ឈ្មោះថ្មី']) {
      const body = { name, slug: 'otherwise', consent, topics: { set: [] }, sources: [{ title: 'Mine' }] };
      expect((await save('union-leader', leader, 'km', translator, body)).status).toBe(200);
      expect(await draftsOf(leader)).toMatchObject([
        { name: 'A leader', ...shared },
        { name, ...shared },
      ]);
    }
  });

  it('stays as the draft has it, changes that wait to be published among them', async () => {
    const leader = await makePublic(cms.strapi, 'union-leader', { slug: 'in-public' });
    await documents(cms.strapi, 'union-leader').update({
      documentId: leader,
      locale: 'en',
      data: {
        slug: 'to-come',
        consent: { ...consent, scope: 'New.', record: { title: 'R', offline: true } },
      },
    });
    expect((await save('union-leader', leader, 'km', translator, { name: 'ឈ្មោះ' })).status).toBe(200);
    const shared = { slug: 'to-come', consent: { ...consent, scope: 'New.' } };
    expect(await draftsOf(leader)).toMatchObject([shared, shared]);
  });

  it('is not open to an author through another language of what somebody else began', async () => {
    const leader = await makePublic(cms.strapi, 'union-leader', { slug: 'not-theirs' });
    const answer = await save('union-leader', leader, 'km', author, {
      name: 'ឈ្មោះ',
      slug: 'theirs',
      consent,
    });
    expect(answer.status).toBe(403);
    expect(answer.body.error?.message).toMatch(/Somebody else.*\/ .*[\u1780-\u17ff]/);
    expect(await draftsOf(leader)).toMatchObject([{ slug: 'not-theirs', consent: { basis: 'given' } }, null]);
  });

  it('is an author’s in what is their own, also after others translated it', async () => {
    const made = await cms.admin(`${path('topic')}?locale=en`, {
      method: 'POST',
      token: author,
      body: { name: 'Own', slug: 'own' },
    });
    const { documentId } = made.body.data as unknown as { documentId: string };
    expect((await save('topic', documentId, 'km', translator, { name: 'ខ្លួន' })).status).toBe(200);
    expect((await save('topic', documentId, 'en', author, { slug: 'own-later' })).status).toBe(200);
    const row = await documents(cms.strapi, 'topic').findOne({ documentId, locale: 'km' });
    expect(row).toMatchObject({ name: 'ខ្លួន', slug: 'own-later' });
    const second = await cms.admin(`${path('topic')}?locale=km`, {
      method: 'POST',
      token: author,
      body: { name: 'ពីរ', slug: 'second' },
    });
    const { documentId: other } = second.body.data as unknown as { documentId: string };
    expect((await save('topic', other, 'en', author, { name: 'Two' })).status).toBe(200);
  });
});
