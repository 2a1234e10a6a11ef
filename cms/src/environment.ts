import { existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** All that this process takes from outside, with its defaults. */
export interface Environment {
  /** The repository's root; relative paths in settings start here. */
  readonly root: string;
  /** Holds database and uploads; nothing of worth is written elsewhere. */
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Where browsers and the site reach this CMS, without a slash at the end. */
  readonly cmsUrl: string;
  readonly siteUrl: string;
  /** How many proxies of ours a request comes through; 0 where browsers come directly. */
  readonly trustedProxies: number;
  readonly publisherUrl: string;
  readonly databaseUrl: string | undefined;
  readonly cmsToken: string | undefined;
  readonly publishSecret: string | undefined;
  readonly adminEmail: string | undefined;
  readonly adminPassword: string | undefined;
  /** True when an empty database is to be filled with the demo content. */
  readonly seedIfEmpty: boolean;
  /** True when the start may drop tables and columns that this version doesn't use. */
  readonly allowSchemaDeletion: boolean;
}

let envFileLoaded = false;

/** Reads the settings from the environment, and from `.env` at the root for what is not set there. */
export function environment(): Environment {
  const root = findRoot(__dirname);
  loadEnvFile(root);
  const env = process.env;
  const port = toPort('CMS_PORT', 1337);
  const cmsUrl = toOrigin(env.CMS_URL || `http://localhost:${port}`);
  const local = (name: string, fallback: number) => `http://localhost:${toPort(name, fallback)}`;
  return {
    root,
    dataDir: isAbsolute(env.DATA_DIR ?? '') ? String(env.DATA_DIR) : resolve(root, env.DATA_DIR || '.data'),
    host: env.HOST || '127.0.0.1',
    port,
    cmsUrl,
    siteUrl: toOrigin(env.SITE_URL || local('SITE_PORT', 4321)),
    trustedProxies: toProxies(env.TRUSTED_PROXIES, cmsUrl),
    publisherUrl: toOrigin(env.PUBLISHER_URL || `http://127.0.0.1:${toPort('PUBLISHER_PORT', 4322)}`),
    databaseUrl: env.DATABASE_URL || undefined,
    cmsToken: env.CMS_TOKEN || undefined,
    publishSecret: env.PUBLISH_SECRET || undefined,
    adminEmail: env.ADMIN_EMAIL || undefined,
    adminPassword: env.ADMIN_PASSWORD || undefined,
    seedIfEmpty: env.SAMLENG_SEED === 'if-empty',
    allowSchemaDeletion: env.ALLOW_SCHEMA_DELETION === 'true',
  };
}

/** Makes the folders that Strapi expects to find. Returns the public one. */
export function ensureDataFolders({ dataDir }: Environment): string {
  for (const folder of ['database', 'uploads', 'public'])
    mkdirSync(join(dataDir, folder), { recursive: true, mode: 0o700 });
  // Strapi serves its public folder whole. The folder of the data may never be that: it holds the
  // database. So the public folder has nothing in it but a way to the uploads.
  const link = join(dataDir, 'public', 'uploads');
  if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(join('..', 'uploads'), link, 'dir');
  return join(dataDir, 'public');
}

function loadEnvFile(root: string): void {
  if (envFileLoaded) return;
  envFileLoaded = true;
  const file = resolve(root, process.env.ENV_FILE || '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

function findRoot(from: string): string {
  if (existsSync(join(from, 'pnpm-workspace.yaml'))) return from;
  const parent = dirname(from);
  if (parent === from) {
    throw new Error(`No pnpm-workspace.yaml above ${__dirname}. Run the CMS inside the repository.`);
  }
  return findRoot(parent);
}

function toPort(name: string, fallback: number): number {
  const value = process.env[name];
  if (!value) return fallback;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name} is "${value}". Set it to a port number between 1 and 65535, or leave it out.`);
}

/** Behind TLS there is one unless told: somebody ends the encryption, and it is not us. */
function toProxies(text: string | undefined, cmsUrl: string): number {
  if (!text) return cmsUrl.startsWith('https:') ? 1 : 0;
  if (/^\d$/.test(text)) return Number(text);
  throw new Error(
    `TRUSTED_PROXIES is "${text}". Set it to the number of proxies before the CMS, 0 to 9, or leave it out.`,
  );
}

function toOrigin(url: string): string {
  return url.replace(/\/+$/, '');
}
