import type { Core } from '@strapi/strapi';
import { weaknessOf } from '../accounts/password-rules';
import { environment } from '../environment';

interface UserService {
  exists(): Promise<boolean>;
  createFirstAdmin(user: {
    email: string;
    firstname: string;
    lastname: string;
    password: string;
  }): Promise<unknown>;
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
  const weakness = weaknessOf(password, [email]);
  if (weakness) throw new Error(`ADMIN_PASSWORD ${weakness.en}. Choose another and start again.`);
  await users.createFirstAdmin({ email, password, firstname: 'Samleng', lastname: 'Admin' });
}
