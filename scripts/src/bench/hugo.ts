import { spawn, spawnSync } from 'node:child_process';
import { cpSync, createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Document, isDocument, locales, parseFeedLine } from '@samleng/shared';
import { remove } from '../files.ts';
import { countPages } from './count-pages.ts';
import { type Addresses, toHugoFile } from './hugo-content.ts';

const templates = fileURLToPath(new URL('hugo', import.meta.url));

/** Hugo writes a redirect from every list's first page by number, whatever its settings say. */
const redirect = join('page', '1', 'index.html');

/** A Hugo site that is ready to be built. */
export interface HugoSite {
  readonly folder: string;
}

/**
 * Writes a corpus as a Hugo site with templates of ours, which show what our own pages show: header,
 * navigation, language switch, byline, topics, sources, JSON-LD, hreflang, lists, RSS, sitemap.
 * @returns null where there is no `hugo` on the PATH.
 */
export async function prepareHugo(folder: string, corpus: string, siteUrl: string): Promise<HugoSite | null> {
  if (spawnSync('hugo', ['version']).status !== 0) return null;
  cpSync(templates, folder, { recursive: true });
  const slugs: Addresses = new Map();
  for await (const document of documentsOf(corpus)) {
    if ('slug' in document) slugs.set(`${document.type} ${document.documentId}`, document.slug);
    const { path, text } = toHugoFile(document, slugs);
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  // Organisations have pages, but no list of their own.
  for (const locale of locales) {
    const file = join(folder, 'content', locale, 'organisations', '_index.md');
    writeFileSync(file, JSON.stringify({ title: 'Organisations', _build: { render: 'never' } }));
  }
  writeFileSync(join(folder, 'base.toml'), `baseURL = ${JSON.stringify(`${siteUrl}/`)}\n`);
  return { folder };
}

/** Builds the site once, into a folder that is not there yet. */
export async function runHugo({ folder }: HugoSite): Promise<{ seconds: number; pages: number }> {
  const out = join(folder, 'public');
  remove(out);
  const started = performance.now();
  const child = spawn(
    'hugo',
    ['--source', folder, '--destination', out, '--config', 'config.toml,base.toml'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HUGO_CACHEDIR: join(folder, 'cache') },
    },
  );
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (words += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`Hugo ended with ${String(code)}:\n${words.slice(-2000)}`);
  return { seconds, pages: countPages(out, (path) => !path.endsWith(redirect)) };
}

async function* documentsOf(corpus: string): AsyncGenerator<Document> {
  for await (const line of createInterface({ input: createReadStream(corpus), crlfDelay: Infinity })) {
    const document = parseFeedLine(line);
    if (isDocument(document)) yield document;
  }
}
