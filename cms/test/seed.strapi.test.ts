import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Example, loadExamples } from '@samleng/shared/examples';
import { bootStrapi } from './boot-strapi';
import { readFeed } from './read-feed';

interface Seed {
  seedIfEmpty(strapi: unknown, report: () => void, examples: () => readonly Example[]): Promise<unknown>;
}

const load = createRequire(import.meta.url);

it('the demo content is loaded whole or not at all', async () => {
  const cms = await bootStrapi();
  const { seedIfEmpty } = load(fileURLToPath(new URL('../dist/src/seed/seed.js', import.meta.url))) as Seed;
  // Pages come last: everything else has been written when this one is refused.
  const broken = loadExamples().map((example) =>
    example.type === 'page'
      ? { ...example, documents: example.documents.map((document) => ({ ...document, slug: 'articles' })) }
      : example,
  ) as Example[];
  await expect(
    seedIfEmpty(
      cms.strapi,
      () => undefined,
      () => broken,
    ),
  ).rejects.toThrow(/page\/.* could not be loaded/);
  expect((await readFeed(cms)).trailer).toMatchObject({ count: 0, revision: 0 });
  await cms.stop();
});

it('the demo content is loaded at the start when that is asked for', async () => {
  const cms = await bootStrapi({ env: { SAMLENG_SEED: 'if-empty' } });
  const demo = loadExamples().filter((example) => example.demo);
  expect((await readFeed(cms)).trailer.count).toBe(demo.flatMap((example) => example.documents).length);
  await cms.stop();
});
