import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { Failure, messageOf } from './cli.ts';
import { isErrno, writeWhole } from './files.ts';
import { waitForLock } from './lock.ts';

const random = (bytes: number) => randomBytes(bytes).toString('base64url');

/** What .env must hold before anything boots, and how a value is made. */
const makers: Readonly<Record<string, () => string>> = {
  ADMIN_EMAIL: () => 'editor@samleng.localhost',
  // The ending meets every rule about classes of characters that the admin may have.
  ADMIN_PASSWORD: () => `${random(18)}-Kh7`,
  CMS_TOKEN: () => randomBytes(64).toString('hex'),
  PUBLISH_SECRET: () => random(48),
  APP_KEYS: () => [1, 2, 3, 4].map(() => random(24)).join(','),
  API_TOKEN_SALT: () => random(24),
  ADMIN_JWT_SECRET: () => random(48),
  TRANSFER_TOKEN_SALT: () => random(24),
  ENCRYPTION_KEY: () => random(48),
  JWT_SECRET: () => random(48),
};

const heading = `# Written by \`pnpm start\` for this machine; keep it to yourself and back it up.
# The other settings and their defaults stand in .env.example.
`;

/** The text with a value for every key that was missing or empty; all else stays as it is. */
export function completeEnv(text: string, given: Readonly<Record<string, string | undefined>>): string {
  const present = parseEnv(text);
  let result = text;
  for (const [name, make] of Object.entries(makers)) {
    if (present[name] || given[name]) continue;
    const line = `${name}=${make()}`;
    const empty = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'm');
    if (name in present) result = result.replace(empty, () => line);
    else result = `${result}${result === '' || result.endsWith('\n') ? '' : '\n'}${line}\n`;
  }
  return result;
}

/**
 * Makes sure that .env holds every secret, readable by its owner alone.
 * Two starts at once wait for each other, so that both use the same secrets.
 * @param given the real environment: what it sets is not invented again.
 * @returns what was done.
 * @throws Failure when something is missing and cannot be written.
 */
export async function ensureEnv(
  file: string,
  given: Readonly<Record<string, string | undefined>>,
  lockFile: string,
): Promise<'written' | 'completed' | 'unchanged'> {
  // Nothing to write needs no lock either: the checkout, where that lies, may be read-only.
  if (existsSync(file) && isPrivate(file) && isComplete(file, given)) return 'unchanged';
  try {
    return await complete(file, given, lockFile);
  } catch (error) {
    if (!isErrno(error, 'EROFS', 'EACCES', 'EPERM')) throw error;
    throw new Failure(
      `${file} lacks secrets or can be read by others, and that cannot be mended: ${messageOf(error)}. ` +
        `Make ${dirname(file)} writable, or name a file elsewhere: ENV_FILE=/etc/samleng.env.`,
    );
  }
}

const isPrivate = (file: string) => (statSync(file).mode & 0o077) === 0;

function isComplete(file: string, given: Readonly<Record<string, string | undefined>>): boolean {
  const text = readFileSync(file, 'utf8');
  return completeEnv(text, given) === text;
}

async function complete(
  file: string,
  given: Readonly<Record<string, string | undefined>>,
  lockFile: string,
): Promise<'written' | 'completed' | 'unchanged'> {
  const lock = await waitForLock(lockFile);
  try {
    const existed = existsSync(file);
    const before = existed ? readFileSync(file, 'utf8') : heading;
    const after = completeEnv(before, given);
    if (existed && after === before) {
      if (!isPrivate(file)) chmodSync(file, 0o600);
      return 'unchanged';
    }
    writeWhole(file, after, 0o600);
    return existed ? 'completed' : 'written';
  } finally {
    lock.release();
  }
}
