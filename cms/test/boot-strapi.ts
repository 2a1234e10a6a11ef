import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Core, createStrapi as CreateStrapi } from '@strapi/strapi';

const cms = fileURLToPath(new URL('..', import.meta.url));
// What Strapi loads is CommonJS; importing it here would make a second copy of it, whose errors
// the first does not know.
const load = createRequire(import.meta.url);

/** A PostgreSQL database to test with instead of SQLite. It is emptied at every first boot. */
const testDatabase = process.env.TEST_DATABASE_URL;

/** The secrets of every test; none of them opens anything. */
export const testSecrets = {
  APP_KEYS: 'test-app-key-0123456789,test-app-key-9876543210',
  API_TOKEN_SALT: 'test-api-token-salt-0123456789',
  ADMIN_JWT_SECRET: 'test-admin-jwt-secret-0123456789',
  TRANSFER_TOKEN_SALT: 'test-transfer-token-salt-0123456789',
  ENCRYPTION_KEY: 'test-encryption-key-0123456789abcd',
  PUBLISH_SECRET: 'test-publish-secret-0123456789-0123456789',
  CMS_TOKEN: 'test-cms-token-0123456789-0123456789-0123456789',
  ADMIN_EMAIL: 'admin@samleng.test',
  ADMIN_PASSWORD: 'Sound-of-9-looms',
};

export interface Booted {
  readonly strapi: Core.Strapi;
  /** Where it listens, on a free port. */
  readonly url: string;
  readonly dataDir: string;
  /** Signs in as the first administrator, once, and asks the admin's API. */
  admin(path: string, options?: { method?: string; body?: unknown; token?: string }): Promise<Answer>;
  /** Asks the content API with a token, by default the site's. */
  api(path: string, token?: string | null): Promise<Response>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  // Answers of the admin differ by path; each test says what it expects of its own.
  readonly body: Record<string, never> & { data?: never; error?: { message: string; details: unknown } };
}

interface Options {
  /** A folder to start in, or to start in again; by default a new one with a copy of a provisioned database. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another compiled version of the CMS; by default the one in dist/. */
  readonly distDir?: string;
}

/** Boots the real CMS in a folder of its own and listens on a free port. */
export async function bootStrapi({ dataDir, env = {}, distDir }: Options = {}): Promise<Booted> {
  compile();
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'samleng-cms-'));
  Object.assign(process.env, {
    ...testSecrets,
    NODE_ENV: 'production',
    DATA_DIR: folder,
    ENV_FILE: join(folder, 'no.env'),
    ENV_PATH: join(folder, 'no.env'),
    CMS_URL: 'http://localhost:1337',
    SITE_URL: 'http://localhost:4321',
    // Nobody listens there: a test that wants hooks brings its own receiver.
    PUBLISHER_URL: 'http://127.0.0.1:9',
    HOST: '127.0.0.1',
    SAMLENG_SEED: '',
    ALLOW_SCHEMA_DELETION: '',
    // Never the database of DATABASE_URL: tests empty theirs.
    DATABASE_URL: testDatabase ?? '',
    STRAPI_TELEMETRY_DISABLED: 'true',
    ...env,
  });
  const template = join(cms, '.cache', 'test', fingerprint(), 'samleng.sqlite');
  const database = join(folder, 'database', 'samleng.sqlite');
  const fromTemplate = !dataDir && !testDatabase;
  if (testDatabase && (!dataDir || readdirSync(dataDir).length === 0)) await empty(testDatabase);
  if (fromTemplate && existsSync(template)) {
    mkdirSync(dirname(database), { recursive: true });
    cpSync(template, database);
  }
  const strapi = await start(distDir ?? join(cms, 'dist'));
  if (fromTemplate && !existsSync(template)) await keep(strapi, database, template);
  return listen(strapi, folder, !dataDir);
}

async function start(distDir: string): Promise<Core.Strapi> {
  const { createStrapi } = load('@strapi/strapi') as { createStrapi: typeof CreateStrapi };
  const strapi = createStrapi({ appDir: cms, distDir, serveAdminPanel: false });
  strapi.log.level = 'error';
  try {
    return await strapi.load();
  } catch (error) {
    await destroy(strapi);
    throw error;
  }
}

/** Strapi removes every listener of the process, the test runner's too: not here. */
async function destroy(strapi: Core.Strapi): Promise<void> {
  const removeAll = process.removeAllListeners;
  process.removeAllListeners = () => process;
  await strapi.destroy();
  process.removeAllListeners = removeAll;
}

async function listen(strapi: Core.Strapi, dataDir: string, temporary: boolean): Promise<Booted> {
  strapi.server.mount();
  const { httpServer } = strapi.server;
  // A test that is busy for longer than Node's five seconds would meet a connection that is being closed.
  httpServer.keepAliveTimeout = 300_000;
  await new Promise<void>((done) => httpServer.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
  let token: Promise<string> | undefined;
  return {
    strapi,
    url,
    dataDir,
    async admin(path, { method = 'GET', body, token: other } = {}) {
      // Strapi lets somebody sign in five times in five minutes; once is enough.
      token ??= signIn(url, testSecrets.ADMIN_EMAIL, testSecrets.ADMIN_PASSWORD);
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { Authorization: `Bearer ${other ?? (await token)}`, 'Content-Type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : {} };
    },
    api: (path, apiToken = testSecrets.CMS_TOKEN) =>
      fetch(`${url}${path}`, { headers: apiToken ? { Authorization: `Bearer ${apiToken}` } : {} }),
    async stop() {
      await destroy(strapi);
      if (temporary) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Signs somebody in to the admin. Returns the token for its API. */
export async function signIn(url: string, email: string, password: string): Promise<string> {
  const response = await fetch(`${url}/admin/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { data } = (await response.json()) as { data?: { token?: string; accessToken?: string } };
  const token = data?.token ?? data?.accessToken;
  if (!token) throw new Error(`${email} could not sign in: ${response.status}`);
  return token;
}

/** Keeps a freshly provisioned database for the next boots, which then take a tenth of the time. */
async function keep(strapi: Core.Strapi, database: string, template: string): Promise<void> {
  await strapi.db.connection.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  mkdirSync(dirname(template), { recursive: true });
  cpSync(database, template);
}

async function empty(database: string): Promise<void> {
  const { Client } = load('pg') as { Client: new (url: string) => PostgresClient };
  const client = new Client(database);
  await client.connect();
  await client.query('drop schema public cascade; create schema public');
  await client.end();
}

interface PostgresClient {
  connect(): Promise<void>;
  query(sql: string): Promise<unknown>;
  end(): Promise<void>;
}

function sources(): string[] {
  const files = globSync(['src/**/*.{ts,json}', 'config/**/*.ts', 'tsconfig.json', '../shared/src/**/*.ts'], {
    cwd: cms,
    exclude: (name) => name.includes('admin/'),
  });
  return files.map((file) => join(cms, file)).sort();
}

function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(cms, '..', 'pnpm-lock.yaml')));
  for (const file of sources()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Compiles the CMS when a source is newer than what was compiled. */
export function compile(): void {
  const built = join(cms, 'dist', 'config', 'server.js');
  const since = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (sources().every((file) => statSync(file).mtimeMs <= since)) return;
  const tsc = load.resolve('typescript/bin/tsc');
  for (const project of ['../shared', '.']) {
    execFileSync(process.execPath, [tsc, '-p', project], { cwd: cms, stdio: 'inherit' });
  }
}
