import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { checkHook, publishEvent } from '@samleng/shared';
import { bootStrapi, type Booted, testSecrets } from './boot-strapi';
import { documents, makeDraft, makePublic } from './documents';
import { readFeed } from './read-feed';

interface Received {
  readonly path: string;
  readonly headers: Record<string, string | undefined>;
  readonly body: string;
}

let cms: Booted;
let server: Server;
let publisher: string;
const received: Received[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers as Received['headers'], body });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  publisher = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cms = await bootStrapi({ env: { PUBLISHER_URL: publisher } });
});
afterAll(async () => {
  await cms.stop();
  server.close();
});
beforeEach(() => {
  received.length = 0;
});

/** Lets pass what takes a moment: hooks are sent after the answer. */
const settle = () => new Promise((done) => setTimeout(done, 300));

it('a publication tells the publisher, signed, what happened and how far the log is', async () => {
  const documentId = await makePublic(cms.strapi, 'topic');
  await vi.waitFor(() => expect(received).toHaveLength(1));
  const [hook] = received as [Received];
  expect(hook.path).toBe('/hooks/publish');
  expect(await checkHook(testSecrets.PUBLISH_SECRET, hook.headers, hook.body)).toBe('ok');
  expect(await checkHook('another-secret-0123456789-0123456789-0123', hook.headers, hook.body)).toBe(
    'unsigned',
  );
  const { trailer } = await readFeed(cms);
  expect(publishEvent.parse(JSON.parse(hook.body))).toEqual({
    event: 'publication',
    revision: trailer.revision,
    log: trailer.log,
    type: 'topic',
    documentId,
    locale: 'en',
    change: 'published',
  });
});

it('many publications at once make one hook, with the last number', async () => {
  const documentIds = await Promise.all([1, 2, 3, 4].map(() => makeDraft(cms.strapi, 'topic')));
  await cms.admin('/content-manager/collection-types/api::topic.topic/actions/bulkPublish?locale=en', {
    method: 'POST',
    body: { documentIds, locale: 'en' },
  });
  await vi.waitFor(() => expect(received).not.toHaveLength(0));
  await settle();
  expect(received).toHaveLength(1);
  expect(JSON.parse(received[0]?.body ?? '').revision).toBe((await readFeed(cms)).trailer.revision);
});

it('neither drafts nor what is refused or rolled back tell anybody', async () => {
  const topic = await makeDraft(cms.strapi, 'topic');
  const bad = await makeDraft(cms.strapi, 'topic', { name: '' });
  await documents(cms.strapi, 'topic')
    .publish({ documentId: bad })
    .catch(() => undefined);
  await cms.strapi.db
    .transaction(async () => {
      await documents(cms.strapi, 'topic').publish({ documentId: topic });
      throw new Error('Something else failed.');
    })
    .catch(() => undefined);
  await settle();
  expect(received).toEqual([]);
});

it('only the publisher gets a signature, not who else listens', async () => {
  await cms.admin('/admin/webhooks', {
    method: 'POST',
    body: { name: 'Somebody else', url: 'http://example.com/', headers: {}, events: ['publication'] },
  });
  const store = cms.strapi.get('webhookStore') as unknown as {
    createWebhook(hook: object): Promise<{ id: string }>;
  };
  const runner = cms.strapi.get('webhookRunner') as unknown as { add(hook: object): void };
  runner.add(
    await store.createWebhook({
      name: 'Other path',
      url: `${publisher}/other`,
      headers: {},
      events: ['publication'],
    }),
  );
  await makePublic(cms.strapi, 'topic');
  await vi.waitFor(() =>
    expect(received.map(({ path }) => path).sort()).toEqual(['/hooks/publish', '/other']),
  );
  const other = received.find(({ path }) => path === '/other');
  expect(Object.keys(other?.headers ?? {}).filter((name) => name.startsWith('x-samleng'))).toEqual([]);
});
