import { checkHook, hookHeaders, hookPath, publishEvent } from '@samleng/shared';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Log } from '../log.ts';
import type { Deliveries } from './deliveries.ts';
import type { Publisher } from './publisher.ts';

/** A person's request to publish now, signed like a hook: `{"event":"redeploy"}`. */
export const redeployPath = '/hooks/redeploy';

/** The largest hook that is read. Bytes. */
export const hookLimit = 64 * 1024;

interface Parts {
  readonly secret: string;
  readonly publisher: Publisher;
  readonly deliveries: Deliveries;
  readonly log: Log;
  /** What /status says beside the publisher's own state. */
  readonly facts: () => Promise<Record<string, unknown>>;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const say = (status: number, message: string, headers?: Record<string, string>): Answer => ({
  status,
  body: { status, message },
  ...(headers && { headers }),
});

/** The publisher's endpoint: hooks in, status out. Meant for loopback. */
export function createPublisherServer(parts: Parts): Server {
  const server = createServer((request, response) => {
    answer(parts, request).then(
      (result) => reply(response, result),
      (error: unknown) => {
        parts.log(`A request failed: ${String(error)}`);
        reply(response, say(500, 'The publisher failed to answer; its log says why.'));
      },
    );
  });
  server.requestTimeout = 15_000;
  return server;
}

async function answer(parts: Parts, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const isHook = path === hookPath || path === redeployPath;
  if (!isHook && path !== '/healthz' && path !== '/status')
    return say(404, `Nothing is here. Hooks go to ${hookPath}; /status says what happens.`);
  const method = isHook ? 'POST' : 'GET';
  if (request.method !== method) return say(405, `Use ${method}.`, { allow: method });
  if (path === '/healthz') return say(200, 'ok');
  if (path === '/status')
    return { status: 200, body: { ...parts.publisher.status(), ...(await parts.facts()) } };
  const body = await readBody(request);
  if (body === undefined)
    return say(413, `A hook holds at most ${hookLimit} bytes.`, { connection: 'close' });
  return takeHook(parts, request, body, path === redeployPath);
}

async function takeHook(
  parts: Parts,
  request: IncomingMessage,
  body: string,
  byPerson: boolean,
): Promise<Answer> {
  const headers: Record<string, string | undefined> = {};
  for (const name of Object.values(hookHeaders)) headers[name] = request.headers[name]?.toString();
  const verdict = await checkHook(parts.secret, headers, body);
  if (verdict === 'unsigned')
    return say(401, 'This hook is not signed with our PUBLISH_SECRET. Give CMS and publisher the same .env.');
  if (verdict === 'expired')
    return say(401, 'This hook is too old or from the future. Set the clocks of CMS and publisher.');
  const event = toEvent(body, byPerson);
  if (event === undefined) return say(400, 'This hook is signed, but says nothing that the publisher knows.');
  if (!parts.deliveries.take(headers[hookHeaders.delivery] ?? ''))
    return say(409, 'This hook was taken before.');
  parts.log(event);
  const ticket = parts.publisher.request(byPerson);
  return { status: 202, body: { status: 202, message: 'Taken.', ticket } };
}

/** What a hook says, for the log; undefined when it is none of ours. */
function toEvent(body: string, byPerson: boolean): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (byPerson)
    return (value as { event?: unknown } | null)?.event === 'redeploy' ? 'Redeploy asked for.' : undefined;
  const event = publishEvent.safeParse(value).data;
  return (
    event &&
    `Hook: ${event.type} ${event.documentId} ${event.locale} ${event.change}, revision ${event.revision}.`
  );
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > hookLimit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > hookLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(`${JSON.stringify(body)}\n`);
}
