import { createHash } from 'node:crypto';
import type { Core } from '@strapi/strapi';

/**
 * Runs a step of provisioning only when what it would write has changed since it last ran. So a
 * start costs nothing, and what administrators adapted by hand stays until the code itself changes.
 * @param name of the step.
 * @param wanted all that the step depends on, as JSON.
 */
export async function onceFor(
  strapi: Core.Strapi,
  name: string,
  wanted: unknown,
  step: () => Promise<void>,
): Promise<void> {
  const key = { type: 'core', name: 'samleng', key: `provisioned-${name}` };
  const fingerprint = createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
  if ((await strapi.store.get(key)) === fingerprint) return;
  await step();
  await strapi.store.set({ ...key, value: fingerprint });
}
