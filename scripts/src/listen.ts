import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from './cli.ts';
import { isErrno } from './files.ts';

/**
 * Starts listening.
 * @param variable the setting that chooses the port, for the message.
 * @returns the port, which matters when 0 was asked for.
 */
export async function listen(server: Server, port: number, host: string, variable: string): Promise<number> {
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

/** Lets running answers finish for a moment, then closes all connections. */
export async function closeServer(server: Server, graceMs = 3000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
