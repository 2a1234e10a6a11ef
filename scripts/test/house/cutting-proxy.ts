import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between the publisher and the CMS, and can break the feed in the middle or hold it up. */
export interface CuttingProxy {
  readonly url: string;
  /** While true, every answer of the feed ends after its first kilobyte. */
  cut: boolean;
  /** How long every question for the feed is held up. Milliseconds. */
  delay: number;
  /** How many answers were cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** @param target the CMS's port; asked for when a request comes, since a house knows it late. */
export async function cuttingProxy(target: () => number): Promise<CuttingProxy> {
  let cuts = 0;
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    const upstream = request({ host: '127.0.0.1', port: target(), method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      // A CMS that is killed while it answers must look killed from here too, not slow.
      answer.on('error', () => outgoing.destroy());
      answer.on('close', () => answer.complete || outgoing.destroy());
      if (!proxy.cut || !url.startsWith('/api/feed')) return void answer.pipe(outgoing);
      answer.once('data', (chunk: Buffer) => {
        cuts += 1;
        outgoing.write(chunk.subarray(0, 1024), () => outgoing.destroy());
        answer.destroy();
      });
    });
    upstream.on('error', () => outgoing.destroy());
    setTimeout(() => incoming.pipe(upstream), url.startsWith('/api/feed') ? proxy.delay : 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: false,
    delay: 0,
    get cuts() {
      return cuts;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
  return proxy;
}
