import type { Core } from '@strapi/strapi';
import { environment } from '../environment';

const siteToken = {
  name: 'Samleng site',
  description: 'Reads the content feed, and nothing else. Its key is CMS_TOKEN.',
  type: 'custom',
  permissions: ['api::feed.feed.find'],
} as const;

/** What Strapi makes by itself in an empty database; both read everything, one writes everything. */
const automaticTokens = [
  { name: 'Read Only', description: 'A default API token with read-only permissions' },
  { name: 'Full Access', description: 'A default API token with full access permissions' },
];

const tokenUid = 'admin::api-token';

interface TokenRow {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly type: string;
  readonly accessKey: string;
  readonly expiresAt: string | null;
  readonly permissions?: readonly { readonly action: string }[];
}

interface TokenService {
  hash(key: string): string;
  create(token: object): Promise<{ id: number }>;
  update(id: number, token: object): Promise<unknown>;
  revoke(id: number): Promise<unknown>;
}

/** Revokes the automatic tokens, and makes the site's: exactly one key that may do exactly one thing. */
export async function ensureTokens(strapi: Core.Strapi): Promise<void> {
  const service = strapi.service('admin::api-token-content-api') as unknown as TokenService;
  const rows = (await strapi.db.query(tokenUid).findMany({ populate: ['permissions'] })) as TokenRow[];
  for (const row of rows) if (isAutomatic(row)) await service.revoke(row.id);
  const { cmsToken } = environment();
  if (!cmsToken) return;
  const named = rows.find((row) => row.name === siteToken.name);
  const id = named?.id ?? (await service.create({ ...siteToken, lifespan: null })).id;
  if (named && !isAsWanted(named)) await service.update(id, siteToken);
  if (named?.accessKey !== service.hash(cmsToken) || named.expiresAt !== null) {
    const encryption = strapi.service('admin::encryption') as unknown as { encrypt(text: string): string };
    await strapi.db.query(tokenUid).update({
      where: { id },
      data: {
        accessKey: service.hash(cmsToken),
        encryptedKey: encryption.encrypt(cmsToken),
        lifespan: null,
        expiresAt: null,
      },
    });
  }
}

function isAutomatic({ name, description }: TokenRow): boolean {
  return automaticTokens.some((token) => token.name === name && description?.startsWith(token.description));
}

function isAsWanted({ type, permissions }: TokenRow): boolean {
  const actions = permissions?.map(({ action }) => action).sort() ?? [];
  return type === siteToken.type && actions.join() === [...siteToken.permissions].sort().join();
}
