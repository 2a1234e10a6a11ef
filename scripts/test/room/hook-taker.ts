import { createServer } from 'node:http';
import { checkHook, hookHeaders } from '@samleng/shared';
import { closeServer, listen } from '../../src/listen.ts';

/** Listens where a publisher would, and remembers what it is asked. */
export interface HookTaker {
  readonly port: number;
  /** Path, verdict on the signature, and body of each hook. */
  readonly taken: (readonly [string, string, unknown])[];
  /** What it answers. */
  status: number;
  end(): Promise<void>;
}

export async function startHookTaker(secret: string): Promise<HookTaker> {
  const taken: HookTaker['taken'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const headers = Object.fromEntries(
        Object.values(hookHeaders).map((name) => [name, request.headers[name]?.toString()]),
      );
      void checkHook(secret, headers, body).then((verdict) => {
        taken.push([request.url ?? '', verdict, JSON.parse(body)]);
        response.writeHead(taker.status, { 'content-type': 'application/json' });
        response.end('{"message":"Done as asked."}');
      });
    });
  });
  const taker: HookTaker = {
    port: await listen(server, 0, '127.0.0.1', 'PUBLISHER_PORT'),
    taken,
    status: 200,
    end: () => closeServer(server),
  };
  return taker;
}
