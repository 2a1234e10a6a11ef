// Renders the site from the examples with one topic renamed: either the rename is there from the
// start, or it comes when all pages are rendered and the loaded bundle renders what it changes.
// The last line printed is JSON: the bundle's digest and the pages rendered again, by path.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroPrerenderer } from 'astro';
import { contentFolder, loadContent, type Content } from '../../src/content/store.ts';
import { makePictures } from '../../src/media/make-pictures.ts';
import { setBuildInput } from '../../src/prerender/build-input.ts';
import { runAstro } from '../../src/run-astro.ts';
import { readTree } from './trees.ts';

type Warm = AstroPrerenderer & { app: { routeCache: { clearAll(): void } } };

const [out = '', when] = process.argv.slice(2);
const before = loadContent();
const after = { ...before, documents: before.documents.map(renamed) };
const { pictures } = await makePictures(before);
const report = { bundle: '', pages: {} as Record<string, string>, milliseconds: 0 };

function renamed(document: Content['documents'][number]): Content['documents'][number] {
  return document.type === 'topic' && document.locale === 'en'
    ? { ...document, name: `${document.name} (renamed)` }
    : document;
}

function show(content: Content): void {
  setBuildInput({ content, pictures, htmlFolder: join(contentFolder(), 'html', 'test') });
}

async function keysOf(warm: Warm) {
  warm.app.routeCache.clearAll();
  return warm.getStaticPaths();
}

/** Where a build works differs from run to run, and with it the hashes in names; nothing else may. */
function settled(text: string): string {
  return text.replaceAll(/build-\w{6}/g, 'build').replaceAll(/[._][\w-]{8}\.mjs/g, '.mjs');
}

function textOf(result: Awaited<ReturnType<Warm['render']>>): Promise<string> {
  return (result instanceof Response ? result : result.response).text();
}

const integration: AstroIntegration = {
  name: 'test:warm',
  hooks: {
    'astro:build:start': ({ setPrerenderer }) => {
      setPrerenderer((usual) => ({
        ...usual,
        async teardown() {
          const warm = usual as Warm;
          const old = new Map((await keysOf(warm)).map(({ pathname, cacheKey }) => [pathname, cacheKey]));
          show(after);
          const started = performance.now();
          for (const { pathname, route, cacheKey } of await keysOf(warm)) {
            if (!cacheKey || cacheKey === old.get(pathname)) continue;
            const request = new Request(new URL(pathname, 'http://localhost:4321/'));
            report.pages[pathname] = await textOf(await warm.render(request, { routeData: route }));
          }
          report.milliseconds = Math.round(performance.now() - started);
        },
      }));
    },
    'astro:build:generated': ({ dir }) => {
      const hash = createHash('sha256');
      for (const [name, bytes] of readTree(fileURLToPath(new URL('../server/.prerender', dir)))) {
        hash.update(settled(name)).update(settled(bytes.toString()));
      }
      report.bundle = hash.digest('hex');
    },
  },
};

show(when === 'from-the-start' ? after : before);
await runAstro({ out, previewOut: undefined, onProgress: () => undefined, integrations: [integration] });
console.log(JSON.stringify(report));
