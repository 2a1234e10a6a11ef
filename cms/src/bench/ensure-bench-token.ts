import type { Core } from '@strapi/strapi';

interface TokenService {
  hash(key: string): string;
  create(token: object): Promise<{ id: number }>;
}

/** Makes a token that may read everything over REST, for what the feed is compared with. */
export async function ensureBenchToken(strapi: Core.Strapi, key: string): Promise<void> {
  const service = strapi.service('admin::api-token-content-api') as unknown as TokenService;
  const { id } = await service.create({
    name: 'Benchmark',
    description: 'Reads everything over REST. Its database is thrown away.',
    type: 'full-access',
    lifespan: null,
  });
  await strapi.db.query('admin::api-token').update({ where: { id }, data: { accessKey: service.hash(key) } });
}
