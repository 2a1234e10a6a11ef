import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './cli.ts';
import { logFormats, type LogFormat } from './log.ts';

/** The folder that holds package.json, README.md and all rooms. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Where GitHub is asked to publish, when it is not us who build. */
export interface GitHub {
  readonly repository: string;
  readonly token: string;
  readonly apiUrl: string;
}

/** What the scripts know about the place they run in. Every path is absolute. */
export interface Environment {
  readonly envFile: string;
  readonly dataDir: string;
  readonly cmsPort: number;
  readonly sitePort: number;
  readonly publisherPort: number;
  readonly host: string;
  readonly cmsUrl: string;
  /** Where publisher and renderer ask the CMS; CMS_URL unless a shorter way to it is set. */
  readonly cmsInternalUrl: string;
  readonly siteUrl: string;
  readonly publisherUrl: string;
  readonly cmsToken: string;
  readonly publishSecret: string;
  /** How often the publisher compares log and live site unasked. Seconds. */
  readonly publishInterval: number;
  /** How long one build may take. Seconds. */
  readonly buildTimeout: number;
  readonly keepReleases: number;
  /** A renderer that has grown beyond this is replaced by a fresh one. Megabytes. */
  readonly rendererMemory: number;
  /** How long-running processes write their lines: for people, or one JSON object each. */
  readonly logFormat: LogFormat;
  readonly github: GitHub | undefined;
}

type Values = Readonly<Record<string, string | undefined>>;

/** The .env file in use: ENV_FILE, or the one at the root. */
export function envFileOf(values: Values): string {
  return resolve(root, values['ENV_FILE'] || '.env');
}

/**
 * Reads .env (the real environment wins) and the environment.
 * @throws Failure naming the variable and what it should look like.
 */
export function loadEnvironment(): Environment {
  const file = envFileOf(process.env);
  // An empty variable counts as absent, in the environment as in the file.
  for (const [name, value] of Object.entries(process.env))
    if (value === '') Reflect.deleteProperty(process.env, name);
  if (existsSync(file)) process.loadEnvFile(file);
  return toEnvironment(process.env);
}

/** The environment as values; pure, for tests and for those who have read .env already. */
export function toEnvironment(values: Values): Environment {
  const cmsPort = toNumber(values, 'CMS_PORT', 1337, 1, 65535);
  const sitePort = toNumber(values, 'SITE_PORT', 4321, 1, 65535);
  const publisherPort = toNumber(values, 'PUBLISHER_PORT', 4322, 1, 65535);
  const host = values['HOST'] || '127.0.0.1';
  // What everybody calls this machine, unless CMS and site listen on one address that the name does not mean.
  const name = isLocal(host) ? 'localhost' : inUrl(host);
  const cmsUrl = toUrl(values, 'CMS_URL', `http://${name}:${cmsPort}`);
  return {
    envFile: envFileOf(values),
    dataDir: resolve(root, values['DATA_DIR'] || '.data'),
    cmsPort,
    sitePort,
    publisherPort,
    host,
    cmsUrl,
    cmsInternalUrl: toUrl(values, 'CMS_INTERNAL_URL', cmsUrl),
    siteUrl: toOrigin(values, 'SITE_URL', `http://${name}:${sitePort}`),
    publisherUrl: toUrl(values, 'PUBLISHER_URL', `http://127.0.0.1:${publisherPort}`),
    cmsToken: values['CMS_TOKEN'] ?? '',
    publishSecret: values['PUBLISH_SECRET'] ?? '',
    publishInterval: toNumber(values, 'PUBLISH_INTERVAL', 30, 1, 86_400),
    buildTimeout: toNumber(values, 'BUILD_TIMEOUT', 900, 1, 86_400),
    keepReleases: toNumber(values, 'KEEP_RELEASES', 5, 1, 1000),
    rendererMemory: toNumber(values, 'RENDERER_MEMORY', 1536, 128, 1_048_576),
    logFormat: toLogFormat(values),
    github: toGitHub(values),
  };
}

/** The environment for a child process: everything we were given, with the defaults spelt out. */
export function childEnvironment(environment: Environment): Record<string, string | undefined> {
  return {
    ...process.env,
    ENV_FILE: environment.envFile,
    DATA_DIR: environment.dataDir,
    CMS_PORT: String(environment.cmsPort),
    SITE_PORT: String(environment.sitePort),
    PUBLISHER_PORT: String(environment.publisherPort),
    CMS_URL: environment.cmsUrl,
    CMS_INTERNAL_URL: environment.cmsInternalUrl,
    SITE_URL: environment.siteUrl,
    PUBLISHER_URL: environment.publisherUrl,
    // Children's lines are read by us and by log files: no colours, no cursor play.
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
  };
}

/** Where this very machine reaches a server of ours that listens on HOST: `http://[::1]:1337`. */
export function addressHere({ host }: Pick<Environment, 'host'>, port: number): string {
  // Listening on all addresses is no address to ask.
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${inUrl(reachable)}:${port}`;
}

/** True where `localhost` leads to a server that listens on this address. */
function isLocal(host: string): boolean {
  return ['127.0.0.1', '0.0.0.0', '::', 'localhost'].includes(host);
}

/** A host as it stands in an address: IPv6 in brackets. */
function inUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** A value that this command cannot do without. */
export function requireValue(environment: Environment, name: 'cmsToken' | 'publishSecret'): string {
  const value = environment[name];
  const variable = name === 'cmsToken' ? 'CMS_TOKEN' : 'PUBLISH_SECRET';
  if (value.length >= 32) return value;
  throw new Failure(
    `${variable} is ${value ? 'shorter than 32 characters' : 'not set'}. Run \`pnpm start\` once to have it written into ${environment.envFile}, or set it yourself.`,
  );
}

function toNumber(values: Values, name: string, fallback: number, least: number, most: number): number {
  const text = values[name];
  if (!text) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Failure(`${name} is "${text}". Give it a whole number from ${least} to ${most}.`);
}

function toUrl(values: Values, name: string, fallback: string): string {
  const text = values[name] || fallback;
  const url = URL.parse(text);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return text.replace(/\/+$/, '');
  throw new Failure(`${name} is "${text}". Give it a full address, like ${fallback}.`);
}

function toOrigin(values: Values, name: string, fallback: string): string {
  const url = toUrl(values, name, fallback);
  if (url === new URL(url).origin) return url;
  throw new Failure(`${name} is "${url}". The site lives at the top of its host: leave out any path.`);
}

function toLogFormat(values: Values): LogFormat {
  const text = values['LOG_FORMAT'] || 'text';
  const format = logFormats.find((name) => name === text);
  if (format) return format;
  throw new Failure(`LOG_FORMAT is "${text}". Give it "text" (for people) or "json" (one object a line).`);
}

function toGitHub(values: Values): GitHub | undefined {
  const target = values['PUBLISH_TARGET'] || 'local';
  if (target === 'local') return undefined;
  if (target !== 'github') throw new Failure(`PUBLISH_TARGET is "${target}". Give it "local" or "github".`);
  const repository = values['GITHUB_REPOSITORY'] ?? '';
  const token = values['GITHUB_TOKEN'] ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new Failure('PUBLISH_TARGET=github needs GITHUB_REPOSITORY, in the form owner/name.');
  if (!token)
    throw new Failure(
      `PUBLISH_TARGET=github needs GITHUB_TOKEN: a token that may send repository_dispatch to ${repository}.`,
    );
  return { repository, token, apiUrl: toUrl(values, 'GITHUB_API_URL', 'https://api.github.com') };
}
