import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const versions = '/usr/lib/postgresql';

/** A PostgreSQL server of a test's own that can go away and come back. */
export interface Postgres {
  readonly url: string;
  /** Ends it as a power cut would. */
  stop(): void;
  start(): void;
  /** Ends it and removes its data. */
  end(): void;
}

/**
 * Starts an empty PostgreSQL server on a free port of this machine, with the programs that Debian's package
 * `postgresql` brings.
 * @throws Error saying what is missing.
 */
export async function startPostgres(): Promise<Postgres> {
  const bin = programs();
  const folder = mkdtempSync(join(tmpdir(), 'samleng-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  // The server refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const run = (program: string, args: readonly string[]) => {
    const [command, ...rest] = isRoot
      ? ['runuser', '-u', 'postgres', '--', join(bin, program), ...args]
      : [join(bin, program), ...args];
    execFileSync(String(command), rest, { stdio: 'pipe', cwd: folder });
  };
  if (isRoot) execFileSync('chown', ['postgres', folder]);
  chmodSync(folder, 0o700);
  run('initdb', ['-D', data, '-U', 'samleng', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
  const start = () => run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start']);
  const stop = () => run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
  start();
  return {
    url: `postgres://samleng@127.0.0.1:${port}/postgres`,
    start,
    stop,
    end() {
      try {
        stop();
      } catch {
        // It is down already.
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function programs(): string {
  try {
    const [newest] = readdirSync(versions).sort((a, b) => Number(b) - Number(a));
    if (newest) return join(versions, newest, 'bin');
  } catch {
    // Said below.
  }
  throw new Error(`This test needs a PostgreSQL server: apt-get install postgresql brings ${versions}.`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
