import { join } from 'node:path';
import { createStrapi } from '@strapi/strapi';
import { seedIfEmpty } from './seed';

const help = `Usage: node cms/dist/src/seed/cli.js
Loads the demo content into a database that holds no content yet, and publishes it.
Settings are those of the CMS: DATA_DIR, DATABASE_URL and the secrets, from .env or the environment.`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(help);
    return;
  }
  const appDir = join(__dirname, '..', '..', '..');
  const strapi = await createStrapi({ appDir, distDir: join(appDir, 'dist') }).load();
  const { created, present } = await seedIfEmpty(strapi, console.log);
  console.log(
    created > 0
      ? `Loaded and published ${created} documents.`
      : `Nothing loaded: the database already holds ${present} versions of documents. Only an empty one is filled.`,
  );
  await strapi.destroy();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
