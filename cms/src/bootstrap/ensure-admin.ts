import type { Core } from '@strapi/strapi';
import { environment } from '../environment';

const shortest = 12;

interface UserService {
  exists(): Promise<boolean>;
  createFirstAdmin(user: {
    email: string;
    firstname: string;
    lastname: string;
    password: string;
  }): Promise<unknown>;
}

/** Why a password is too weak, or undefined when it holds. Strapi's own service takes any. */
export function weaknessOf(password: string): string | undefined {
  if (password.length < shortest) return `has fewer than ${shortest} characters`;
  if (!/\p{L}/u.test(password) || !/[^\p{L}]/u.test(password)) {
    return 'has only letters, or none; use letters with digits or signs';
  }
  if (new Set(password).size < 6) return 'repeats too few characters';
  return undefined;
}

/**
 * Makes the first administrator of an empty database from ADMIN_EMAIL and ADMIN_PASSWORD. Who exists
 * already is left alone: passwords are changed in the admin.
 */
export async function ensureAdmin(strapi: Core.Strapi): Promise<void> {
  const users = strapi.service('admin::user') as unknown as UserService;
  if (await users.exists()) return;
  const { adminEmail: email, adminPassword: password } = environment();
  if (!email || !password) {
    strapi.log.warn(
      'Nobody can sign in yet. Set ADMIN_EMAIL and ADMIN_PASSWORD and start again, or open the admin in a browser.',
    );
    return;
  }
  const weakness = weaknessOf(password);
  if (weakness) throw new Error(`ADMIN_PASSWORD ${weakness}. Choose another and start again.`);
  await users.createFirstAdmin({ email, password, firstname: 'Samleng', lastname: 'Admin' });
}
