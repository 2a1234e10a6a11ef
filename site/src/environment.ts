import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What the engine knows of the world, read from the process's environment when asked for. Views and
 * components must never import this: all they show arrives in props.
 */

/** The folder of the repository: the nearest one above this file that holds the workspace. */
function findRoot(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return folder;
}

/** Reads `.env` at the root, or the file that ENV_FILE names. What is set already wins. */
export function loadEnvFile(): void {
  const file = process.env.ENV_FILE ? fromRoot('ENV_FILE', process.env.ENV_FILE) : fromRoot('.env', '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/** Where everything that is not in git lives. */
export function dataFolder(): string {
  return fromRoot('DATA_DIR', process.env.DATA_DIR || '.data');
}

/** The CMS's address without a slash at its end. */
export function cmsUrl(): string {
  return address('CMS_URL', `http://localhost:${process.env.CMS_PORT || 1337}`);
}

/**
 * Where the engine itself asks the CMS; what browsers are told is `cmsUrl`. The public address may lead through
 * names, certificates and a proxy that content has no need of.
 */
export function cmsInternalUrl(): string {
  return address('CMS_INTERNAL_URL', cmsUrl());
}

/** The site's own address without a slash at its end. */
export function siteUrl(): string {
  return address('SITE_URL', `http://localhost:${process.env.SITE_PORT || 4321}`);
}

/** True when content comes from the curated examples in `shared/` and no CMS is asked. */
export function usesExamples(): boolean {
  return process.env.CONTENT_SOURCE === 'examples';
}

/**
 * Whether readers' phones keep what was read, for reading without a connection; `OFFLINE=off` ends that,
 * and removes what they have kept.
 */
export function keepsCopies(): boolean {
  const value = process.env.OFFLINE || 'on';
  if (value !== 'on' && value !== 'off')
    throw new Error(
      `OFFLINE is "${value}". Write "off" to keep nothing on readers' phones, or leave it out.`,
    );
  return value === 'on';
}

/**
 * A value that has no default.
 * @throws Error saying where to get one.
 */
export function required(name: 'CMS_TOKEN' | 'PUBLISH_SECRET'): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set. Run \`pnpm start\`, which writes it into .env, or set it yourself.`);
  }
  return value;
}

function address(name: string, fallback: string): string {
  const value = process.env[name] || fallback;
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`${name} is "${value}", which is no web address. Write it like ${fallback}.`);
  }
  return value.replace(/\/+$/, '');
}

function fromRoot(name: string, path: string): string {
  if (isAbsolute(path)) return path;
  const root = findRoot();
  // A preview bundle may lie outside the checkout; then nobody knows what a relative path means.
  if (!root) throw new Error(`${name} is "${path}". Outside the repository, write it as an absolute path.`);
  return resolve(root, path);
}
