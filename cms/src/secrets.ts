const secrets = [
  'APP_KEYS',
  'API_TOKEN_SALT',
  'ADMIN_JWT_SECRET',
  'TRANSFER_TOKEN_SALT',
  'ENCRYPTION_KEY',
  'PUBLISH_SECRET',
  'CMS_TOKEN',
] as const;

/** Shorter than this can be guessed. Characters. */
const shortest = 16;

/**
 * Refuses to go on with secrets that are missing, left at the template's value or too short to hold.
 * @throws Error naming each secret and what to do.
 */
export function checkSecrets(env: Readonly<Record<string, string | undefined>>): void {
  const faults = secrets.flatMap((name) => {
    const value = env[name] ?? '';
    if (!value) return [`${name} is missing`];
    if (/tobemodified/i.test(value)) return [`${name} still says "toBeModified"`];
    if (value.split(',').some((key) => key.trim().length < shortest)) {
      return [`${name} is shorter than ${shortest} characters`];
    }
    return [];
  });
  if (faults.length > 0) {
    throw new Error(
      `The CMS does not start with unsafe secrets: ${faults.join('; ')}. ` +
        'Run `pnpm start` once, which writes random ones into .env, or set them in the environment.',
    );
  }
}
