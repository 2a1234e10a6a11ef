import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface CmsServer {
  readonly url: string;
  /** Paths with their queries, in the order they were asked for. */
  readonly asked: string[];
  /** What came with each of them. */
  readonly headers: IncomingHttpHeaders[];
}

/**
 * A real HTTP server in the CMS's place that answers as told, one answer a request; the last one
 * answers all that follow. It ends with the test.
 */
export async function cmsServer(...answers: Answer[]): Promise<CmsServer> {
  const asked: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request.url ?? '');
    headers.push(request.headers);
    void answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, headers };
}

/** Sends a feed as the CMS does. */
export function feed(text: string): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
    response.end(text);
  };
}

/** Answers with a status and a JSON error as Strapi writes it. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(
      JSON.stringify({ error: { status: code, name: 'Error', message: `told to answer ${code}` } }),
    );
  };
}

/** Sends a part of a feed, then tears the connection down. */
export function cut(text: string): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(text, () => setTimeout(() => response.destroy(), 20));
  };
}

/** Sends a part of a feed, then nothing more. */
export function stall(text: string): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(text);
  };
}
