import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Core } from '@strapi/strapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootStrapi } from './boot-strapi';
import { lineOf, readFeed } from './read-feed';

interface Loader {
  loadCorpus(strapi: Core.Strapi, file: string): Promise<number>;
}

const load = createRequire(import.meta.url);
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

let cms: Booted;
let corpus: { type: string; documentId: string; locale: string }[];
let file: string;

beforeAll(async () => {
  cms = await bootStrapi();
  file = join(cms.dataDir, 'corpus.ndjson');
  const write = path('../../scripts/src/bench/write-corpus.ts');
  execFileSync(process.execPath, [write, '--documents', '60', '--out', file]);
  corpus = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  const { loadCorpus } = load(path('../dist/src/bench/load-corpus.js')) as Loader;
  expect(await loadCorpus(cms.strapi, file)).toBe(corpus.length);
});

afterAll(() => cms.stop());

describe('A corpus of the benchmark that was loaded', () => {
  it('comes back in the feed exactly as it was made', async () => {
    const { documents, trailer } = await readFeed(cms);
    expect(documents).toEqual(corpus);
    expect(trailer).toMatchObject({ count: corpus.length, settled: true });
  });

  it('stands in the log, each version once', async () => {
    const { trailer } = await readFeed(cms);
    expect(trailer.revision).toBe(corpus.length);
    const { documents, tombstones } = await readFeed(cms, `?since=${trailer.revision - 1}`);
    expect(tombstones).toEqual([]);
    expect(new Set(documents.map(({ documentId }) => documentId))).toEqual(
      new Set([corpus.at(-1)?.documentId]),
    );
  });

  it('shows editors what is published as published, not as modified', async () => {
    const list = '/content-manager/collection-types/api::article.article?locale=en&pageSize=100';
    const { body } = await cms.admin(list);
    const { results } = body as unknown as { results: { documentId: string; status: string }[] };
    const articles = corpus.filter(({ type, locale }) => type === 'article' && locale === 'en');
    expect(results.map(({ documentId }) => documentId).sort()).toEqual(
      articles.map(({ documentId }) => documentId),
    );
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['published']));
  });

  it('can be edited and published like any other, without losing what was not touched', async () => {
    const before = lineOf(await readFeed(cms), 'bench-article-000003') as never as Record<string, unknown>;
    const document = '/content-manager/collection-types/api::article.article/bench-article-000003';
    const saved = await cms.admin(`${document}?locale=en`, { method: 'PUT', body: { title: 'Changed' } });
    expect(saved.status).toBe(200);
    const published = await cms.admin(`${document}/actions/publish?locale=en`, { method: 'POST', body: {} });
    expect(published.status).toBe(200);
    const pull = await readFeed(cms, `?since=${corpus.length}`);
    expect(pull.trailer.revision).toBe(corpus.length + 1);
    const after = lineOf(pull, 'bench-article-000003') as never as Record<string, unknown>;
    expect(after).toEqual({ ...before, title: 'Changed', publishedAt: after['publishedAt'] });
  });

  it('is found by its slug without reading every document', async () => {
    if (cms.strapi.db.dialect.client !== 'sqlite') return;
    for (const table of ['articles', 'interviews', 'people', 'topics', 'pages']) {
      const plan: unknown = await cms.strapi.db.connection.raw(
        `explain query plan select document_id from ${table} where slug = ?`,
        ['x'],
      );
      expect(JSON.stringify(plan)).toContain(`USING INDEX ${table}_slug_idx`);
    }
  });

  it('is never mixed with other content', async () => {
    const { loadCorpus } = load(path('../dist/src/bench/load-corpus.js')) as Loader;
    await expect(loadCorpus(cms.strapi, file)).rejects.toThrow('The database holds documents already');
  });
});
