import { randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentPath, type Document } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import { Parser } from 'htmlparser2';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Chance } from '../src/bench/random.ts';
import { verifyTree } from '../src/publisher/verify.ts';
import { openReaderSite, type ReaderSite } from '../src/readers/reader-site.ts';
import { foreign, hostileCopies, payload } from './house/hostile-text.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 });

const seed = Number(process.env['SAMLENG_HOSTILE_SEED'] ?? randomInt(2 ** 31));
const rounds = Number(process.env['SAMLENG_HOSTILE_ROUNDS'] ?? 1);

let site: ReaderSite;
let documents: Document[];
const said: string[] = [];

beforeAll(async () => {
  console.log(`Hostile content: SAMLENG_HOSTILE_SEED=${seed}`);
  const chance = new Chance(seed);
  const originals = loadExamples().flatMap((example) => example.documents);
  const settings = originals.filter(
    ({ type, documentId }) => type === 'site-settings' && /full/.test(documentId),
  );
  const others = originals.filter(({ type }) => type !== 'site-settings');
  documents = Array.from({ length: rounds }, (_, round) => {
    const copies = hostileCopies([...others, ...settings], chance, round);
    // There is one document of settings, and every page shows it.
    return copies.filter(({ type }) => type !== 'site-settings' || round === 0);
  }).flat();
  site = await openReaderSite({ documents, onLine: (line) => said.push(line) });
});

afterAll(async () => {
  await site?.close();
});

/** What a browser that reads a page as HTML would find in it that is not ours. */
function troubles(html: string): string[] {
  const found: string[] = [];
  let script: { type: string; text: string } | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'script') script = { type: attributes.type ?? '', text: '' };
      if (/^(?:iframe|object|embed|base|svg:script|plaintext|xmp|math)$/.test(name)) found.push(`<${name}>`);
      if (name === 'meta' && attributes['http-equiv']?.toLowerCase() === 'refresh') found.push('refresh');
      for (const [attribute, value] of Object.entries(attributes)) {
        if (/^on|^srcdoc$|[^a-z0-9:_-]/i.test(attribute)) found.push(`${attribute}="${value}"`);
        if (/^\s*(?:javascript|vbscript|data:text)/i.test(value) && /href|src|action/.test(attribute))
          found.push(`${attribute}="${value}"`);
        const isAsked = attribute !== 'href' || name === 'link' || name === 'base';
        if (isAsked && /src|href|poster|style|data$/.test(attribute) && value.includes(foreign))
          found.push(`<${name} ${attribute}="${value}">`);
      }
    },
    ontext(text) {
      if (script) script.text += text;
    },
    onclosetag(name) {
      if (name !== 'script' || !script) return;
      if (/json$/.test(script.type)) {
        if (!isJson(script.text)) found.push(`no JSON: ${script.text}`);
      } else if (script.text.includes(payload)) found.push(script.text);
      script = undefined;
    },
  });
  parser.end(html);
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe(`Hostile text in every field that the contract lets it into (seed ${seed})`, () => {
  it('is there, in most documents', () => {
    const hostile = documents.filter((document) => JSON.stringify(document).includes(payload));
    expect(hostile.length).toBeGreaterThan(documents.length / 2);
  });

  it('keeps no document from its page', () => {
    const missing = documents.flatMap((document) => {
      const { type, locale } = document;
      if (type === 'site-settings') return [];
      const path = documentPath(locale, type, (document as { slug: string }).slug);
      return existsSync(join(site.tree, path, 'index.html')) ? [] : [path];
    });
    expect({ missing, said: said.filter((line) => /left out|put aside|Error/.test(line)) }).toEqual({
      missing: [],
      said: [],
    });
  });

  it('holds up no release', () => {
    expect(verifyTree(site.tree, site.origin).problems).toEqual([]);
  });

  it('runs nowhere, and opens no attribute, tag or address of its own', () => {
    const pages = readdirSync(site.tree, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.html'),
    );
    expect(pages.length).toBeGreaterThan(documents.length / 2);
    const found = pages.flatMap((name) =>
      troubles(readFileSync(join(site.tree, name), 'utf8')).map(
        (trouble) => `${name}: ${trouble.slice(0, 200)}`,
      ),
    );
    expect(found).toEqual([]);
  });
});
