import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A publication log behind a real feed address. Holds no documents: these tests never read any. */
export interface FakeCms {
  readonly url: string;
  /** Moves the log on by one and answers its new number. */
  publish(): number;
  log: string;
  /** Answers 503 while true. */
  down: boolean;
  close(): Promise<void>;
}

export const cmsToken = 'a-token-that-only-the-tests-know';

export async function startFakeCms(): Promise<FakeCms> {
  let revision = 1;
  const server: Server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://cms').searchParams;
    const [since, log] = [Number(query.get('since') ?? 0), query.get('log')];
    const refuse = (status: number) => response.writeHead(status).end(JSON.stringify({ error: { status } }));
    if (cms.down) return refuse(503);
    if (request.headers.authorization !== `Bearer ${cmsToken}`) return refuse(401);
    if (since > revision || (log !== null && log !== cms.log)) return refuse(409);
    const trailer = { type: 'trailer', revision, count: 0, log: cms.log, settled: true };
    return response
      .writeHead(200, { 'content-type': 'application/x-ndjson' })
      .end(`${JSON.stringify(trailer)}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cms: FakeCms = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publish: () => (revision += 1),
    log: 'log-one',
    down: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return cms;
}
