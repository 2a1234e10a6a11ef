import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between the CMS and the publisher, and loses every so many hooks on the way. */
export interface HookProxy {
  /** The CMS takes it for the publisher. */
  readonly url: string;
  /** Hooks that were passed on, whether somebody took them or not. */
  readonly passed: number;
  /** Hooks that nobody will ever hear of. */
  readonly dropped: number;
  close(): Promise<void>;
}

/**
 * @param target the publisher's port; asked for when a hook comes, since a house knows it late.
 * @param every each hook of this number is dropped: 3 loses the third, the sixth and so on.
 */
export async function hookProxy(target: () => number, every: number): Promise<HookProxy> {
  let passed = 0;
  let dropped = 0;
  const server = createServer((incoming, outgoing) => {
    if ((passed + dropped) % every === every - 1) {
      dropped += 1;
      incoming.destroy();
      return;
    }
    passed += 1;
    const { method, url = '/', headers } = incoming;
    const upstream = request({ host: '127.0.0.1', port: target(), method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.on('error', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get passed() {
      return passed;
    },
    get dropped() {
      return dropped;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
