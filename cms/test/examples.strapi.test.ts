import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDocument, type Document } from '@samleng/shared';
import { type Example, loadExamples } from '@samleng/shared/examples';
import { bootStrapi, type Booted } from './boot-strapi';
import { readFeed, type Pull } from './read-feed';

interface Seed {
  seedIfEmpty(
    strapi: unknown,
    report: (line: string) => void,
    examples?: () => readonly Example[],
  ): Promise<{ created: number; present: number }>;
}

const load = createRequire(import.meta.url);
const seed = () => load(fileURLToPath(new URL('../dist/src/seed/seed.js', import.meta.url))) as Seed;

/**
 * All examples, not only the demo content: each must pass the real CMS. Only of the site's settings
 * there can be but one.
 */
const all = loadExamples()
  .filter(({ type, demo }) => demo || type !== 'site-settings')
  .map((example) => ({ ...example, demo: true }));

let cms: Booted;
let feed: Pull;
const reported: string[] = [];

beforeAll(async () => {
  cms = await bootStrapi();
  await seed().seedIfEmpty(
    cms.strapi,
    (line) => reported.push(line),
    () => all,
  );
  feed = await readFeed(cms);
});
afterAll(() => cms.stop());

/** What the CMS decides by itself: the moment of publication, and the addresses of files. */
function comparable(document: Document): unknown {
  const text = JSON.stringify({ ...document, publishedAt: null })
    .replace(/\/uploads\/[\w-]+(\.\w+)/g, '/uploads/a-file$1')
    .replace(/"version":"[^"]*"/g, '"version":""');
  return JSON.parse(text, (key, value) => (['width', 'height'].includes(key) ? 0 : value));
}

describe('every example', () => {
  const documents = all.flatMap((example) => example.documents);

  it.each(
    documents.map(
      (document) => [`${document.type} ${document.documentId} ${document.locale}`, document] as const,
    ),
  )('comes out of the feed as it went in: %s', (_, document) => {
    const sent = feed.documents.find(
      (one) => one.documentId === document.documentId && one.locale === document.locale,
    );
    expect(sent && comparable(sent)).toEqual(comparable(document));
    expect(checkDocument(document.type, sent)).toMatchObject({ ok: true });
  });

  it('and nothing else does', () => expect(feed.trailer.count).toBe(documents.length));
});

describe('the demo content', () => {
  it('is reported type by type', () => expect(reported.join('\n')).toMatch(/Demo content: \d+ × article/));

  it('is never loaded over content', async () => {
    const again = await seed().seedIfEmpty(cms.strapi, () => undefined);
    expect(again.created).toBe(0);
    expect(again.present).toBeGreaterThan(0);
    expect((await readFeed(cms)).trailer.revision).toBe(feed.trailer.revision);
  });
});
