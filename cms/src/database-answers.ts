import type { Core } from '@strapi/strapi';

/** How long a database may take to let us in before it counts as away. Milliseconds. */
const patienceMs = 3000;
/** How long an answer holds: many requests that fail at once ask once. Milliseconds. */
const freshnessMs = 500;

/** As much of Knex's client as is used here. */
interface Client {
  acquireRawConnection(): Promise<unknown>;
  destroyRawConnection(connection: unknown): Promise<unknown>;
}

let asked: { readonly at: number; readonly answer: Promise<boolean> } | undefined;

/**
 * Tells whether the database answers now. A server (PostgreSQL) is asked over a connection of its own: the pool
 * lets everybody wait for a minute when there is none to have. Never throws.
 */
export function databaseAnswers(strapi: Core.Strapi): Promise<boolean> {
  const now = performance.now();
  if (asked && now - asked.at < freshnessMs) return asked.answer;
  const isServer = strapi.db.dialect.client === 'postgres';
  asked = { at: now, answer: isServer ? serverAnswers(strapi) : fileAnswers(strapi) };
  return asked.answer;
}

async function serverAnswers(strapi: Core.Strapi): Promise<boolean> {
  const { client } = strapi.db.connection as unknown as { client: Client };
  const connecting = client.acquireRawConnection().then(
    async (connection) => {
      await client.destroyRawConnection(connection).catch(() => undefined);
      return true;
    },
    () => false,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), patienceMs)));
  const answer = await Promise.race([connecting, late]);
  clearTimeout(timer);
  return answer;
}

async function fileAnswers(strapi: Core.Strapi): Promise<boolean> {
  try {
    await strapi.db.connection.raw('select 1');
    return true;
  } catch {
    return false;
  }
}
