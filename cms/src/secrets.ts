/** Every secret, with the length below which it can be guessed or its user refuses it. Characters. */
const secrets = {
  APP_KEYS: 16,
  API_TOKEN_SALT: 16,
  ADMIN_JWT_SECRET: 16,
  TRANSFER_TOKEN_SALT: 16,
  ENCRYPTION_KEY: 16,
  PUBLISH_SECRET: 32,
  CMS_TOKEN: 32,
} as const;

/**
 * Refuses to go on with secrets that are missing, left at the template's value or too short to hold.
 * @throws Error naming each secret and what to do.
 */
export function checkSecrets(env: Readonly<Record<string, string | undefined>>): void {
  const faults = Object.entries(secrets).flatMap(([name, shortest]) => {
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
