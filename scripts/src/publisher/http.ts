import { checkHook, hookHeaders, hookPath } from '@samleng/shared';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Log } from '../log.ts';
import type { Deliveries } from './deliveries.ts';
import { hookPaths, redeployPath, toOrder, type Order } from './hooks.ts';
import type { Metrics, Scraped } from './metrics.ts';

export { redeployPath };

/** The largest hook that is read. Bytes. */
export const hookLimit = 64 * 1024;

/** How a look at the log is asked for. */
export interface Ask {
  /** Publish even if nothing changed, and whatever failed before. */
  readonly forced?: boolean;
  /** Put live what a guard holds back. */
  readonly overGuard?: boolean;
  /** Where the log is said to stand. Only a hint: the feed decides. */
  readonly hint?: { readonly revision: number; readonly log: string };
}

/** What the endpoint needs of a publisher. */
export interface Requests {
  /** Asks for a look; answers the ticket under which it will be done. */
  request(ask?: Ask): number;
  status(): object;
}

/** What came of an order that is carried out at once: an HTTP status and a sentence for people. */
export interface Outcome {
  readonly status: number;
  readonly message: string;
}

export interface Parts {
  readonly secret: string;
  readonly publisher: Requests;
  readonly deliveries: Deliveries;
  readonly log: Log;
  /** What /status says beside the publisher's own state. */
  readonly facts: () => Promise<Record<string, unknown>>;
  /** Makes /metrics answer. */
  readonly metrics?: Metrics;
  /** What is wrong with the publisher's loop, in words; undefined while it lives. */
  readonly trouble?: () => string | undefined;
  /** Shows readers an older release (the one before the live one unless named) and holds there. */
  readonly onRollback?: (release?: string) => Promise<Outcome>;
  /** Goes on publishing after a rollback. */
  readonly onRollbackEnd?: () => Promise<Outcome>;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | string;
  readonly headers?: Readonly<Record<string, string>>;
}

const say = (status: number, message: string, headers?: Record<string, string>): Answer => ({
  status,
  body: { status, message },
  ...(headers && { headers }),
});

/** The publisher's endpoint: hooks in; status, health and metrics out. Meant for loopback. */
export function createPublisherServer(parts: Parts, timeoutMs = requestMs): Server {
  const options = {
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    // Node looks for those over their time only so often.
    connectionsCheckingInterval: Math.min(timeoutMs, 1000),
  };
  const server = createServer(options, (request, response) => {
    answer(parts, request).then(
      (result) => reply(response, result),
      (error: unknown) => {
        parts.log(`A request failed: ${String(error)}`, { path: request.url?.split('?')[0], error });
        reply(response, say(500, 'The publisher failed to answer; its log says why.'));
      },
    );
  });
  return server;
}

/** How long a request may take to come in. Loopback is quick. Milliseconds. */
const requestMs = 5000;

/**
 * Tells whether a request means this machine by name. A web page whose name somebody leads to 127.0.0.1 (DNS
 * rebinding) sends its own name, and browsers say where from (Origin) when they send anything; our commands don't.
 */
function isLocal({ headers }: IncomingMessage): boolean {
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return (
    headers.origin === undefined && (/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(name) || !headers.host)
  );
}

async function answer(parts: Parts, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (!isLocal(request))
    return say(403, 'Only this machine may ask: by 127.0.0.1 or localhost, and from no web page.');
  const show = hookPaths.includes(path) ? undefined : shows.get(path);
  if (!show && !hookPaths.includes(path))
    return say(404, `Nothing is here. Hooks go to ${hookPath}; /status says what happens.`);
  const method = show ? 'GET' : 'POST';
  if (request.method !== method) return say(405, `Use ${method}.`, { allow: method });
  if (show) return show(parts);
  const body = await readBody(request);
  if (body !== undefined) return takeHook(parts, request, path, body);
  parts.metrics?.hook('oversized');
  return say(413, `A hook holds at most ${hookLimit} bytes.`, { connection: 'close' });
}

async function statusOf({ publisher, facts }: Parts) {
  const status = publisher.status() as { readonly error?: object | null };
  const { incomplete = null, ...more } = await facts();
  // Whatever keeps it from publishing is the greater trouble.
  return { ...status, ...more, error: status.error ?? incomplete };
}

/** What can be read, by its path. */
const shows = new Map<string, (parts: Parts) => Promise<Answer>>([
  ['/status', async (parts) => ({ status: 200, body: await statusOf(parts) })],
  [
    '/healthz',
    async ({ trouble }) => {
      const found = trouble?.();
      return found === undefined ? say(200, 'ok') : say(503, found);
    },
  ],
  [
    '/metrics',
    async (parts) => {
      if (!parts.metrics) return say(404, 'This publisher keeps no metrics.');
      const body = await parts.metrics.text((await statusOf(parts)) as Scraped);
      return { status: 200, body, headers: { 'content-type': parts.metrics.contentType } };
    },
  ],
]);

async function takeHook(parts: Parts, request: IncomingMessage, path: string, body: string): Promise<Answer> {
  const headers: Record<string, string | undefined> = {};
  for (const name of Object.values(hookHeaders)) headers[name] = request.headers[name]?.toString();
  const verdict = await checkHook(parts.secret, headers, body);
  if (verdict !== 'ok') parts.metrics?.hook(verdict);
  if (verdict === 'unsigned')
    return say(401, 'This hook is not signed with our PUBLISH_SECRET. Give CMS and publisher the same .env.');
  if (verdict === 'expired')
    return say(401, 'This hook is too old or from the future. Set the clocks of CMS and publisher.');
  const order = toOrder(path, body);
  if (order === undefined) {
    parts.metrics?.hook('unknown');
    return say(400, 'This hook is signed, but says nothing that the publisher knows.');
  }
  const delivery = headers[hookHeaders.delivery] ?? '';
  if (!parts.deliveries.take(delivery)) {
    parts.metrics?.hook('repeated');
    return say(409, 'This hook was taken before.');
  }
  parts.metrics?.hook('taken');
  parts.log(order.line, { event: `hook.${order.kind}`, delivery, ...order.fields });
  return carryOut(parts, order);
}

async function carryOut(parts: Parts, order: Order): Promise<Answer> {
  const { publisher, onRollback, onRollbackEnd } = parts;
  if (order.kind === 'publication') return ticket(publisher.request({ hint: order.hint }));
  if (order.kind === 'redeploy')
    return ticket(publisher.request({ forced: true, overGuard: order.overGuard }));
  const outcome = await (order.kind === 'rollback' ? onRollback?.(order.release) : onRollbackEnd?.());
  if (!outcome)
    return say(
      501,
      'This publisher keeps no releases to go back to. With PUBLISH_TARGET=github, run the workflow of an earlier commit.',
    );
  return say(outcome.status, outcome.message);
}

const ticket = (number: number): Answer => ({
  status: 202,
  body: { status: 202, message: 'Taken.', ticket: number },
});

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
  response.end(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
}
