import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './cli.ts';
import { isErrno } from './files.ts';

/** The connections of a server, each with the number of answers that are under way on it. */
class Connections {
  readonly #answers = new Map<Socket, number>();
  #closing = false;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#answers.set(socket, 0);
      socket.once('close', () => this.#answers.delete(socket));
    });
    // Before the handler, whose headers may leave at once.
    server.prependListener('request', ({ socket }, response) => {
      if (this.#closing) response.setHeader('connection', 'close');
      this.#answers.set(socket, (this.#answers.get(socket) ?? 0) + 1);
      response.once('close', () => {
        const left = (this.#answers.get(socket) ?? 1) - 1;
        if (this.#answers.has(socket)) this.#answers.set(socket, left);
        if (this.#closing && left === 0) socket.destroySoon();
      });
    });
  }

  /** Ends every connection as soon as nothing is being answered on it. */
  async drain(): Promise<void> {
    this.#closing = true;
    // What a reader sent while we were told to end is on its way through the kernel: let it come in.
    await sleep(50);
    for (const [socket, answers] of this.#answers) if (answers === 0) socket.destroySoon();
  }
}

const connections = new WeakMap<Server, Connections>();

/**
 * Starts listening.
 * @param variable the setting that chooses the port, for the message.
 * @returns the port, which matters when 0 was asked for.
 */
export async function listen(server: Server, port: number, host: string, variable: string): Promise<number> {
  connections.set(server, new Connections(server));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    if (isErrno(error, 'EADDRINUSE'))
      throw new Failure(
        `Port ${port} is in use. End what uses it, or choose another: ${variable}=${port + 100}.`,
      );
    if (isErrno(error, 'EACCES', 'EADDRNOTAVAIL'))
      throw new Failure(
        `Cannot listen on ${host}:${port} (${(error as Error).message}). Choose another ${variable}.`,
      );
    throw error;
  });
  return (server.address() as AddressInfo).port;
}

/**
 * Ends a server that `listen` started: takes no new connection, closes those that wait, and lets
 * running answers reach their reader.
 * @param graceMs what is still running after it is cut off.
 */
export async function closeServer(server: Server, graceMs = 3000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await Promise.all([closed, connections.get(server)?.drain()]);
  clearTimeout(timer);
}
