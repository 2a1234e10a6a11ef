import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export type Role = 'cms' | 'site' | 'publisher';

/** A whole Samleng of its own: real processes on free ports over a data folder that is thrown away. */
export interface House {
  readonly cmsUrl: string;
  readonly siteUrl: string;
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Starts one process, as `pnpm start <role>` does, and waits until it answers. */
  start(role: Role, overrides?: NodeJS.ProcessEnv): Promise<void>;
  /** Ends one process; SIGKILL is the cable pulled out. */
  stop(role: Role, signal?: NodeJS.Signals): Promise<void>;
  /** Runs one of the root's commands to its end. */
  run(
    command: string,
    args?: readonly string[],
    overrides?: NodeJS.ProcessEnv,
  ): Promise<{ code: number; output: string }>;
  /** The id of a running process, which is also that of its group; undefined while it is down. */
  pidOf(role: Role): number | undefined;
  /** What a process has printed so far. */
  outputOf(role: Role): string;
  /** Ends everything and removes the data. */
  end(): Promise<void>;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('The system gave no port.')),
      );
    });
  });
}

/** Waits until `probe` is truthy. The message of the error says what was waited for, and how it then was. */
export async function eventually<T>(
  what: string | (() => string),
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 60,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  const wanted = typeof what === 'string' ? what : what();
  throw new Error(
    `Waited ${seconds} s in vain until ${wanted}.${last ? ` Last error: ${String(last)}` : ''}`,
  );
}

const health: Record<Role, string> = { cms: '/_health', site: '/', publisher: '/healthz' };

/**
 * Prepares a house without starting anything.
 * @param overrides environment for its processes, over the test's own ports, secrets and data folder.
 */
export async function makeHouse(overrides: NodeJS.ProcessEnv = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'samleng-house-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const ports: Record<Role, number> = {
    cms: await freePort(),
    site: await freePort(),
    publisher: await freePort(),
  };
  const secret = () => randomBytes(32).toString('hex');
  const own: NodeJS.ProcessEnv = {
    CMS_PORT: String(ports.cms),
    SITE_PORT: String(ports.site),
    PUBLISHER_PORT: String(ports.publisher),
    DATA_DIR: dataDir,
    CMS_URL: `http://localhost:${ports.cms}`,
    SITE_URL: `http://localhost:${ports.site}`,
    CMS_TOKEN: secret(),
    PUBLISH_SECRET: secret(),
    ADMIN_EMAIL: 'editor@samleng.localhost',
    ADMIN_PASSWORD: `Aa1${secret()}`,
    APP_KEYS: `${secret()},${secret()}`,
    API_TOKEN_SALT: secret(),
    ADMIN_JWT_SECRET: secret(),
    TRANSFER_TOKEN_SALT: secret(),
    ENCRYPTION_KEY: secret(),
    JWT_SECRET: secret(),
    DATABASE_URL: '',
    ...overrides,
  };
  const envFile = join(folder, '.env');
  writeFileSync(
    envFile,
    Object.entries(own)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  );
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...own,
    ENV_FILE: envFile,
    NODE_ENV: 'production',
  };
  delete environment['VITEST'];

  const children = new Map<Role, ChildProcess>();
  const printed: Record<Role, string> = { cms: '', site: '', publisher: '' };

  const house: House = {
    cmsUrl: `http://localhost:${ports.cms}`,
    siteUrl: `http://localhost:${ports.site}`,
    dataDir,
    environment,
    async start(role, overrides = {}) {
      const child = spawn(process.execPath, ['scripts/src/start.ts', role], {
        cwd: root,
        env: { ...environment, ...overrides },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      children.set(role, child);
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => (printed[role] += chunk.toString()));
      }
      await eventually(
        () => `the ${role} answers; it printed: ${printed[role].slice(-2000)}`,
        async () => {
          if (child.exitCode !== null)
            throw new Error(`The ${role} ended with ${child.exitCode}: ${printed[role].slice(-2000)}`);
          const response = await fetch(`http://127.0.0.1:${ports[role]}${health[role]}`);
          return response.status < 500 || role === 'site';
        },
        180,
      );
    },
    async stop(role, signal = 'SIGTERM') {
      const child = children.get(role);
      children.delete(role);
      if (!child?.pid || child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      process.kill(-child.pid, signal);
      await ended;
    },
    async run(command, args = [], overrides = {}) {
      const child = spawn(process.execPath, [`scripts/src/${command}.ts`, ...args], {
        cwd: root,
        env: { ...environment, ...overrides },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const code = await new Promise<number>((resolve) =>
        child.once('close', (status) => resolve(status ?? 1)),
      );
      return { code, output };
    },
    pidOf: (role) => children.get(role)?.pid,
    outputOf: (role) => printed[role],
    async end() {
      for (const role of [...children.keys()]) await house.stop(role);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return house;
}
