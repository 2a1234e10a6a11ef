// Serves a preview bundle as the site's server does. Prints its port.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => Promise<void>;

const [entry = ''] = process.argv.slice(2);
const { handler } = (await import(pathToFileURL(entry).href)) as { handler: Handler };
const server = createServer((request, response) => {
  void handler(request, response, () => response.writeHead(404).end('not ours'));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
