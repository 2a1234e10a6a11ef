import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Failure } from '../cli.ts';
import { childEnvironment, type Environment } from '../environment.ts';
import { cmsFolder, ensureBuilt, strapiProgram } from '../ensure-built.ts';
import { runPublisher } from '../publisher/serve.ts';
import { runSite } from '../server/serve.ts';
import { lockCms } from './house-lock.ts';

export const roles = ['cms', 'site', 'publisher'] as const;
/** One of the processes that make a running Samleng. */
export type Role = (typeof roles)[number];

export function isRole(value: string | undefined): value is Role {
  return (roles as readonly (string | undefined)[]).includes(value);
}

/** What the CMS needs in its environment beside everybody's. */
export function cmsEnvironment(environment: Environment, demo: boolean): Record<string, string | undefined> {
  return {
    ...childEnvironment(environment),
    NODE_ENV: 'production',
    STRAPI_TELEMETRY_DISABLED: 'true',
    SAMLENG_SEED: demo ? (process.env['SAMLENG_SEED'] ?? 'if-empty') : 'none',
  };
}

/** Runs one role in this process until it is told to end. */
export async function runRole(role: Role, environment: Environment, demo: boolean): Promise<void> {
  if (role === 'cms') return runCms(environment, demo);
  const running = role === 'site' ? await runSite(environment) : await runPublisher(environment);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
  });
  await running.close();
}

/** Strapi takes over this very process, so that signals and exit codes are its own. */
async function runCms(environment: Environment, demo: boolean): Promise<void> {
  if (!existsSync(strapiProgram))
    throw new Failure('Strapi is not installed. Run `npx pnpm@12 install` at the root.');
  lockCms(environment.dataDir);
  await ensureBuilt({ cms: true, admin: true });
  for (const [name, value] of Object.entries(cmsEnvironment(environment, demo))) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  process.chdir(cmsFolder);
  process.argv = [process.execPath, strapiProgram, 'start'];
  await import(pathToFileURL(strapiProgram).href);
  await new Promise(() => undefined);
}
