// The thread that makes previews: a server of its own for one bundle, which the site's server asks. A text
// that takes long keeps this thread busy, and no reader waiting.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { complain, messageOf } from '../cli.ts';
import { outcomeHeader, type Handler, type Outcome } from './preview-threads.ts';

const { entry } = workerData as { entry: string };
const { handler } = (await import(entry)) as { handler: Handler };

const server = createServer((request, response) => {
  const leave = (status: number, outcome: Outcome) => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(status, { [outcomeHeader]: outcome }).end();
  };
  const fail = (error: unknown) => {
    complain(`A preview failed: ${messageOf(error)}`);
    leave(500, 'failed');
  };
  const next = (error?: unknown) => {
    if (error) fail(error);
    else leave(404, 'none');
  };
  Promise.resolve()
    .then(() => handler(request, response, next))
    .catch(fail);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
