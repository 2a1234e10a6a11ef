import type { Core } from '@strapi/strapi';

/**
 * Lets SQLite count its tables, now and every hour, where they have grown. Without numbers it takes
 * Strapi's index on a component's field, which fits most rows of the table, for a good one: reading
 * one document then costs the more, the more there are. PostgreSQL counts by itself.
 */
export async function keepStatistics(strapi: Core.Strapi): Promise<void> {
  if (strapi.db.dialect.client !== 'sqlite') return;
  // 0x10002: every table that needs it, a sample of each. A second at 20,000 documents, once.
  const count = () => strapi.db.connection.raw('PRAGMA optimize = 0x10002');
  await count();
  strapi.cron.add({ keepStatistics: { task: count, options: { rule: '17 * * * *' } } });
}
