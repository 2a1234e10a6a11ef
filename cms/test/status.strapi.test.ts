import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContentType, Locale, PublisherStatus, ReleaseManifest } from '@samleng/shared';
import type { DocumentStatus, SiteStatus } from '../src/status/answers';
import { bootStrapi, type Booted, signIn, testSecrets } from './boot-strapi';
import { documents, makeDraft, makePublic, translate } from './documents';
import { readFeed } from './read-feed';

let cms: Booted;
let outside: Server;
let log: string;

/** What stands for the live site and for the publisher; `undefined` hangs up. */
let site: ReleaseManifest | 'none' | 'moved' | undefined;
let publisher: Partial<PublisherStatus> | undefined;
const asked: string[] = [];

const at = '2026-10-01T01:00:00.000Z';
/** Later than anything this run publishes. */
const later = '2099-01-01T00:00:00.000Z';
const idle: PublisherStatus = {
  state: 'idle',
  target: 'local',
  building: null,
  following: null,
  queued: false,
  log: null,
  live: null,
  error: null,
  hold: null,
  quarantined: [],
  deferred: [],
  remote: null,
};

beforeAll(async () => {
  outside = createServer(({ url = '' }, response) => {
    asked.push(url);
    const path = url.split('?')[0];
    if (path === '/elsewhere.json') return void response.end(JSON.stringify(release(1_000_000)));
    const answer = path === '/release.json' ? site : publisher && { ...idle, ...publisher };
    if (answer === undefined) return void response.destroy();
    if (answer === 'none') return void response.writeHead(404).end();
    if (answer === 'moved') return void response.writeHead(302, { location: '/elsewhere.json' }).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  cms = await bootStrapi({ env: { SITE_URL: url, PUBLISHER_URL: url } });
  log = (await readFeed(cms)).trailer.log;
});
afterAll(async () => {
  await cms.stop();
  outside.close();
});
beforeEach(() => {
  site = release(0);
  publisher = {};
});

function release(revision: number, more: Partial<ReleaseManifest> = {}): ReleaseManifest {
  return { revision, builtAt: at, version: '0123456789ab', log, ...more };
}

async function ask(type: ContentType, documentId: string, locale: Locale = 'en'): Promise<DocumentStatus> {
  const { status, body } = await cms.admin(
    `/samleng/document-status?type=${type}&documentId=${documentId}&locale=${locale}`,
  );
  expect(status).toBe(200);
  return body as unknown as DocumentStatus;
}

/** Waits for an answer that was asked for after now: older ones are handed out for half a second. */
async function says(documentId: string, expected: Partial<DocumentStatus>): Promise<void> {
  const before = questions().length;
  await vi.waitFor(async () => {
    const status = await ask('article', documentId);
    expect(questions().length).toBeGreaterThan(before);
    expect(status).toMatchObject(expected);
  }, 5000);
}

const questions = () => asked.filter((url) => url.startsWith('/release.json'));

const revisionOf = async () => (await readFeed(cms)).trailer.revision;

describe('the status of a document', () => {
  it('is "absent" in a language that nobody has begun, and "draft" before it is published', async () => {
    const documentId = await makeDraft(cms.strapi, 'article');
    site = release(1_000_000);
    await says(documentId, { state: 'draft', reason: null, revision: 0, url: null, since: null });
    expect(await ask('article', documentId, 'km')).toMatchObject({ state: 'absent' });
  });

  it('is "live" once the live site states the number of its last row, and not before', async () => {
    const documentId = await makePublic(cms.strapi, 'article', { slug: 'told' });
    const revision = await revisionOf();
    site = release(revision - 1);
    const url = expect.stringMatching(/\/en\/articles\/told\/$/);
    const waiting = { state: 'waiting', reason: 'soon', goal: 'shown', since: null } as const;
    await says(documentId, { ...waiting, revision, url: null });
    site = release(revision);
    await says(documentId, { state: 'live', reason: null, liveRevision: revision, url, modified: false });
    // Somebody else's later publication takes nothing away from it.
    await makePublic(cms.strapi, 'article');
    expect(await ask('article', documentId)).toMatchObject({ state: 'live', revision });
    // Published again: its page is there, with what was live before.
    await documents(cms.strapi, 'article').publish({ documentId, locale: 'en' });
    await says(documentId, { ...waiting, revision: await revisionOf(), url });
  });

  it('is live since the first kept release that contains it, else since its own row', async () => {
    const documentId = await makePublic(cms.strapi, 'article');
    const revision = await revisionOf();
    site = release(revision + 2);
    const kept = (number: number, builtAt: string) => ({
      id: `r${number}`,
      live: false,
      ...release(number, { builtAt }),
    });
    const after = [
      kept(revision + 2, '2026-10-03T00:00:00.000Z'),
      kept(revision, '2026-10-02T00:00:00.000Z'),
    ];
    publisher = { releases: [...after, kept(revision - 1, '2026-10-01T00:00:00.000Z')] };
    await says(documentId, { state: 'live', since: '2026-10-02T00:00:00.000Z' });
    // The release before is gone: the oldest that is left may be of long after.
    publisher = { releases: after };
    const { since } = await vi.waitFor(async () => {
      const status = await ask('article', documentId);
      expect(status.since).not.toBe('2026-10-02T00:00:00.000Z');
      return status;
    }, 5000);
    expect(Math.abs(Date.parse(since ?? '') - Date.now())).toBeLessThan(600_000);
  });

  it('knows a draft that differs from what is live, until that is published', async () => {
    const documentId = await makePublic(cms.strapi, 'article');
    await documents(cms.strapi, 'article').update({ documentId, locale: 'en', data: { title: 'Changed' } });
    site = release(await revisionOf());
    await says(documentId, { state: 'live', modified: true });
    await documents(cms.strapi, 'article').publish({ documentId, locale: 'en' });
    await says(documentId, { state: 'waiting', modified: false });
    site = release(await revisionOf());
    await says(documentId, { state: 'live', modified: false });
  });

  it('is each language’s own', async () => {
    const documentId = await makePublic(cms.strapi, 'article', { slug: 'in-two' });
    site = release(await revisionOf());
    await translate(cms.strapi, 'article', documentId, { title: 'ចំណងជើង', summary: 'ខ្លី', body: 'អត្ថបទ' });
    expect(await ask('article', documentId, 'km')).toMatchObject({ state: 'draft' });
    await documents(cms.strapi, 'article').publish({ documentId, locale: 'km' });
    await vi.waitFor(async () =>
      expect(await ask('article', documentId, 'km')).toMatchObject({
        state: 'waiting',
        url: null,
      }),
    );
    await says(documentId, { state: 'live', url: expect.stringMatching(/\/en\/articles\/in-two\/$/) });
    site = release(await revisionOf());
    await vi.waitFor(async () =>
      expect(await ask('article', documentId, 'km')).toMatchObject({
        state: 'live',
        url: expect.stringMatching(/\/km\/articles\/in-two\/$/),
      }),
    );
  });

  it('says of what is taken down that it is on its way out, then that it is gone', async () => {
    const documentId = await makePublic(cms.strapi, 'article');
    site = release(await revisionOf());
    await says(documentId, { state: 'live' });
    await documents(cms.strapi, 'article').unpublish({ documentId, locale: 'en' });
    const gone = { goal: 'gone', url: null } as const;
    await says(documentId, { ...gone, state: 'waiting', reason: 'soon' });
    const revision = await revisionOf();
    publisher = { state: 'building', building: { since: at, reason: 'It is due', revision } };
    await says(documentId, { ...gone, state: 'building' });
    publisher = {};
    site = release(revision);
    await says(documentId, { ...gone, state: 'removed', since: expect.any(String) });
  });

  describe('that is published and not live', () => {
    let documentId: string;
    let revision: number;
    beforeAll(async () => {
      documentId = await makePublic(cms.strapi, 'article');
      revision = await revisionOf();
    });
    beforeEach(() => {
      site = release(revision - 1);
    });
    const building = (number: number) => ({ since: at, reason: 'It is due', revision: number });
    const error = { kind: 'failed', message: 'A page broke.', at: later, retryAt: later } as const;

    it('is "building" when the publisher builds its number, "behind" when an earlier one', async () => {
      publisher = { state: 'building', building: building(revision) };
      await says(documentId, { state: 'building', reason: 'building' });
      publisher = { state: 'building', building: building(revision - 1), queued: true };
      await says(documentId, { state: 'waiting', reason: 'behind' });
    });

    it('has "failed" when the build did, with the publisher’s sentence and the next try', async () => {
      publisher = { state: 'waiting', error };
      const said = { said: 'A page broke.', retryAt: later };
      await says(documentId, { state: 'failed', reason: 'build-failed', ...said });
      publisher = { state: 'waiting', error: { ...error, kind: 'away' } };
      await says(documentId, { state: 'failed', reason: 'cms-away', ...said });
    });

    it('has not failed by an error from before it was published, unless the publisher knew of it', async () => {
      publisher = { state: 'waiting', error: { ...error, at }, log: { revision: revision - 1, log } };
      await says(documentId, { state: 'waiting', reason: 'soon' });
      publisher = { state: 'waiting', error: { ...error, at }, log: { revision, log } };
      await says(documentId, { state: 'failed', reason: 'build-failed' });
    });

    it('has "failed" while a guard or a rollback holds the site', async () => {
      publisher = { state: 'held', hold: { kind: 'guard', message: 'Half of the pages are gone.', at } };
      await says(documentId, { state: 'failed', reason: 'guarded', said: 'Half of the pages are gone.' });
      publisher = { state: 'held', hold: { kind: 'rollback', message: 'Kept at r1.', at, release: 'r1' } };
      await says(documentId, { state: 'failed', reason: 'rolled-back', said: 'Kept at r1.' });
    });

    it('waits, and is safe, while no publisher answers', async () => {
      publisher = undefined;
      await says(documentId, { state: 'waiting', reason: 'publisher-away' });
    });

    it('goes its way at GitHub: dispatched, running, failed, live', async () => {
      const remote = { state: 'dispatched', since: at, revision, url: 'https://github.com/run/1' } as const;
      const runUrl = 'https://github.com/run/1';
      publisher = { target: 'github', remote };
      await says(documentId, { state: 'building', reason: 'dispatched', runUrl });
      publisher = { target: 'github', remote: { ...remote, state: 'running' } };
      await says(documentId, { state: 'building', reason: 'running', runUrl });
      publisher = { target: 'github', remote: { ...remote, state: 'failed', message: 'Exit code 1.' } };
      await says(documentId, { state: 'failed', reason: 'run-failed', runUrl, said: 'Exit code 1.' });
      // A run for an earlier number says nothing about this one; a link that is none is not passed on.
      publisher = { target: 'github', remote: { ...remote, revision: revision - 1 } };
      await says(documentId, { state: 'waiting', reason: 'soon', runUrl: null });
      publisher = { target: 'github', remote: { ...remote, url: 'javascript:alert(1)' } };
      await says(documentId, { state: 'building', runUrl: null });
      publisher = { target: 'github' };
      site = release(revision);
      await says(documentId, { state: 'live' });
    });

    it('is "failed" though its number is live when the site could not take it in', async () => {
      const refused = { type: 'article', documentId, locale: 'en', reason: 'The picture is broken.', at };
      site = release(revision);
      publisher = { quarantined: [{ ...refused, locale: 'km' }] };
      await says(documentId, { state: 'live' });
      publisher = { quarantined: [refused] };
      await says(documentId, { state: 'failed', reason: 'quarantined', said: 'The picture is broken.' });
    });

    it('never counts the numbers of another database’s log, or of none', async () => {
      site = release(1_000_000, { log: 'another-log' });
      await says(documentId, { state: 'waiting', reason: 'other-log', liveRevision: null });
      const { log: _log, ...unnamed } = release(1_000_000);
      site = unnamed;
      await says(documentId, { state: 'waiting', reason: 'other-log' });
    });

    it('is unknown while the live site does not say what it shows', async () => {
      site = undefined;
      publisher = { live: release(revision) };
      await says(documentId, { state: 'unknown', reason: 'site-away' });
      publisher = undefined;
      await says(documentId, { state: 'unknown', reason: 'site-away' });
      // An answer from elsewhere is no fact of the live site.
      site = 'moved';
      publisher = { live: release(revision) };
      await says(documentId, { state: 'unknown', reason: 'site-away' });
      expect(asked.filter((url) => url.startsWith('/elsewhere'))).toEqual([]);
    });

    it('waits for the first release where there is none', async () => {
      site = 'none';
      await says(documentId, { state: 'waiting', reason: 'first-release' });
    });
  });

  it('is that of the front page for the settings, whose page in the admin names no document', async () => {
    await makePublic(cms.strapi, 'site-settings');
    site = release(await revisionOf());
    await vi.waitFor(async () => {
      const { body } = await cms.admin('/samleng/document-status?type=site-settings&locale=en');
      expect(body).toMatchObject({ state: 'live', url: expect.stringMatching(/\/en\/$/) });
    }, 5000);
  });

  it('asks the live site past all caches, and not more than twice a second', async () => {
    const documentId = await makeDraft(cms.strapi, 'topic');
    const before = questions().length;
    await vi.waitFor(async () => {
      await Promise.all(Array.from({ length: 20 }, () => ask('topic', documentId)));
      expect(questions().length).toBeGreaterThan(before);
    }, 5000);
    const fresh = questions().slice(before);
    expect(fresh.length).toBeLessThan(5);
    for (const question of fresh) expect(question).toMatch(/^\/release\.json\?at=\d+$/);
  });
});

describe('the status of the site', () => {
  const look = async () => {
    const { status, body } = await cms.admin('/samleng/site-status');
    expect(status).toBe(200);
    return body as unknown as SiteStatus;
  };
  const shows = (expected: Partial<SiteStatus>) =>
    vi.waitFor(async () => expect(await look()).toMatchObject(expected), 5000);

  it('names what waits, newest first, each once, and nothing when all is live', async () => {
    const before = await revisionOf();
    const first = await makePublic(cms.strapi, 'topic', { name: 'First' });
    const second = await makePublic(cms.strapi, 'topic', { name: 'Second' });
    await documents(cms.strapi, 'topic').publish({ documentId: first, locale: 'en' });
    const third = await makePublic(cms.strapi, 'topic', { name: 'Third' });
    await documents(cms.strapi, 'topic').delete({ documentId: third, locale: '*' });
    site = release(before);
    await shows({ state: 'waiting', reason: 'soon', live: { revision: before, since: at }, waitingCount: 3 });
    const { waiting, revision } = await look();
    expect(waiting).toEqual([
      expect.objectContaining({ type: 'topic', documentId: third, title: null, goal: 'gone', revision }),
      expect.objectContaining({ documentId: first, locale: 'en', title: 'First', goal: 'shown' }),
      expect.objectContaining({ documentId: second, title: 'Second' }),
    ]);
    site = release(revision);
    await shows({ state: 'live', waiting: [], waitingCount: 0, trouble: null });
  });

  it('lists the last releases of this log alone', async () => {
    site = release(await revisionOf());
    const one = (revision: number, more: Partial<ReleaseManifest> = {}) => ({
      id: `r${revision}`,
      live: revision === 9,
      ...release(revision, more),
    });
    publisher = { releases: [one(9), one(8), one(7, { log: 'another' }), one(6), one(5), one(4), one(3)] };
    await vi.waitFor(
      async () => expect((await look()).releases.map(({ revision }) => revision)).toEqual([9, 8, 6, 5, 4]),
      5000,
    );
    expect((await look()).releases[0]).toEqual({ revision: 9, at, live: true });
  });

  it('tells the last error or hold, even when everything is live', async () => {
    site = release(await revisionOf());
    publisher = { error: { kind: 'failed', message: 'The new code breaks.', at, retryAt: later } };
    const said = 'The new code breaks.';
    await shows({ state: 'live', trouble: { reason: 'build-failed', said, at, retryAt: later } });
    publisher = { hold: { kind: 'guard', message: 'Held.', at } };
    await shows({ trouble: { reason: 'guarded', said: 'Held.', at, retryAt: null } });
    publisher = { deferred: [{ name: 'the search index', message: 'Not whole.', at, retryAt: later }] };
    const late = 'the search index: Not whole.';
    await shows({ state: 'live', trouble: { reason: 'deferred-failed', said: late, at, retryAt: later } });
    publisher = undefined;
    await shows({ trouble: { reason: 'publisher-away', said: null, at: null, retryAt: null } });
  });

  it('names quarantined documents, leaving out what this CMS does not know', async () => {
    const documentId = await makePublic(cms.strapi, 'topic', { name: 'Odd one' });
    site = release(await revisionOf());
    const refused = { type: 'topic', documentId, locale: 'en', reason: 'It does not fit.', at };
    publisher = { quarantined: [refused, { ...refused, type: 'poem' }, { ...refused, locale: 'fr' }] };
    await vi.waitFor(
      async () =>
        expect((await look()).quarantined).toEqual([
          { type: 'topic', documentId, locale: 'en', title: 'Odd one', said: 'It does not fit.' },
        ]),
      5000,
    );
  });
});

describe('who asks for a status', () => {
  it.each(['document-status?type=article&documentId=x&locale=en', 'site-status'])(
    'is signed in, or gets nothing: %s',
    async (path) => {
      expect((await fetch(`${cms.url}/samleng/${path}`)).status).toBe(401);
      const headers = { Authorization: `Bearer ${testSecrets.CMS_TOKEN}` };
      expect((await fetch(`${cms.url}/samleng/${path}`, { headers })).status).toBe(401);
    },
  );

  it.each([
    '',
    '?type=article&locale=en',
    '?type=poem&documentId=x&locale=en',
    '?type=topic&documentId=x&locale=fr',
  ])('names a document: %j is refused', async (query) =>
    expect((await cms.admin(`/samleng/document-status${query}`)).status).toBe(400),
  );

  it('learns only of what their role reads', async () => {
    const role = (await cms.strapi.service('admin::role').create({
      name: 'Topics in Khmer',
      code: 'topics-in-khmer',
      description: '',
    })) as { id: number };
    await cms.strapi.service('admin::role').assignPermissions(role.id, [
      {
        action: 'plugin::content-manager.explorer.read',
        subject: 'api::topic.topic',
        properties: { fields: ['name'], locales: ['km'] },
        conditions: [],
      },
    ]);
    const email = 'topics@samleng.test';
    const password = testSecrets.ADMIN_PASSWORD;
    const users = cms.strapi.service('admin::user') as unknown as { create(user: object): Promise<unknown> };
    const person = { email, password, firstname: 'T', lastname: 'T', isActive: true, roles: [role.id] };
    await users.create(person);
    const token = await signIn(cms.url, email, password);

    const before = await revisionOf();
    const article = await makePublic(cms.strapi, 'article', { title: 'Not for them' });
    const topic = await makePublic(cms.strapi, 'topic', { name: 'In English' });
    await translate(cms.strapi, 'topic', topic, { name: 'ជាខ្មែរ' });
    await documents(cms.strapi, 'topic').publish({ documentId: topic, locale: 'km' });
    site = release(before);
    const status = (type: string, documentId: string, locale: string) =>
      cms
        .admin(`/samleng/document-status?type=${type}&documentId=${documentId}&locale=${locale}`, { token })
        .then((answer) => answer.status);
    expect(await status('article', article, 'en')).toBe(403);
    expect(await status('topic', topic, 'en')).toBe(403);
    expect(await status('topic', topic, 'km')).toBe(200);

    publisher = {
      quarantined: [{ type: 'article', documentId: article, locale: 'en', reason: 'Secret.', at }],
    };
    await vi.waitFor(async () => {
      const { body } = await cms.admin('/samleng/site-status', { token });
      const { waiting, waitingCount, quarantined } = body as unknown as SiteStatus;
      expect(waiting.map(({ title }) => title)).toEqual(['ជាខ្មែរ']);
      expect([waitingCount, quarantined]).toEqual([1, []]);
    }, 5000);
  });
});

it('a publication leaves one line in the log of the CMS, with its number, once it is committed', async () => {
  const lines = vi.spyOn(cms.strapi.log, 'info');
  const documentId = await makePublic(cms.strapi, 'topic');
  const revision = await revisionOf();
  const fields = { revision, type: 'topic', documentId, locale: 'en', change: 'published' };
  expect(lines.mock.calls).toEqual([[`Publication ${revision}: topic ${documentId} en published.`, fields]]);
  lines.mockClear();
  await cms.strapi.db
    .transaction(async () => {
      await documents(cms.strapi, 'topic').publish({ documentId, locale: 'en' });
      throw new Error('Something else failed.');
    })
    .catch(() => undefined);
  expect(lines.mock.calls).toEqual([]);
  lines.mockRestore();
});
