import fs, { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorker } from './page-script/bundle-scripts.ts';
import type { BundleManifest } from './prerender/bundle.ts';
import { takeOverRendering } from './prerender/take-over.ts';
import { move, temporaryFolder } from './work-folder.ts';

/** The folder of this room: pages, styles, packages. */
const site = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Has Astro bundle the site into a folder: `prerender/` renders pages, `assets/` are the files that
 * they refer to, `preview/` shows drafts. Everything on the way lies in a folder of its own, so that
 * several may run beside each other, and `out` appears whole or not at all.
 * @param out absent so far.
 */
export async function bundleSite(out: string): Promise<void> {
  const work = mkdtempSync(join(temporaryFolder(), 'astro-'));
  // What is bundled finds its packages through the link, wherever the folder lies.
  symlinkSync(join(site, 'node_modules'), join(work, 'node_modules'), 'dir');
  const cacheDir = join(work, 'cache');
  const outDir = join(work, 'dist');
  const bundle = join(work, 'bundle');
  try {
    writeNoTypes(join(site, '.astro'));
    // Both are read when Astro is loaded, so it is loaded here.
    process.env.ASTRO_TELEMETRY_DISABLED = '1';
    process.env.NODE_ENV = 'production';
    const { build } = await import('astro');
    const { default: config } = await import('../astro.config.ts');
    let manifest: BundleManifest | undefined;
    await build({
      ...config,
      configFile: false,
      root: site,
      outDir,
      cacheDir,
      logLevel: 'warn',
      integrations: [
        ...(config.integrations ?? []),
        takeOverRendering((styles) => {
          // Astro deletes this part when it believes all pages to be written.
          const prerender = join(bundle, 'prerender');
          cpSync(join(outDir, 'server', '.prerender'), prerender, { recursive: true });
          const entry = readdirSync(prerender).find((name) => name.startsWith('prerender-entry'));
          manifest = { entry: `prerender/${entry}`, styles };
        }),
      ],
      vite: { ...config.vite, cacheDir: join(cacheDir, 'vite') },
    });
    move(join(outDir, 'client'), join(bundle, 'assets'));
    // At the top and under a fixed name: from there it is responsible for all pages.
    writeFileSync(join(bundle, 'assets', 'sw.js'), await bundleWorker());
    placePreview(outDir, join(bundle, 'preview'));
    symlinkSync(join(site, 'node_modules'), join(bundle, 'node_modules'), 'dir');
    writeFileSync(join(bundle, 'bundle.json'), JSON.stringify(manifest));
    move(bundle, out);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Astro writes types for people's editors beside the code, and has no option to leave it; but nobody edits here,
 * and the code may be read-only. It goes through this object, and this process does nothing but bundle.
 */
function writeNoTypes(folder: string): void {
  const { mkdirSync: makeFolder, writeFileSync: write } = fs;
  const isInside = (path: unknown) => typeof path === 'string' && `${path}/`.startsWith(`${folder}/`);
  const isTypes = (path: unknown) =>
    isInside(path instanceof URL ? fileURLToPath(path).replace(/\/$/, '') : path);
  fs.mkdirSync = ((path, options) =>
    isTypes(path) ? undefined : makeFolder(path, options)) as typeof makeFolder;
  fs.writeFileSync = (path, data, options) => (isTypes(path) ? undefined : write(path, data, options));
}

/**
 * The adapter finds its way by the folder name `server` and looks for `client` beside it; so both
 * names stay, and `entry.mjs` above them is what others import.
 */
function placePreview(outDir: string, previewOut: string): void {
  mkdirSync(previewOut, { recursive: true });
  move(join(outDir, 'server'), join(previewOut, 'server'));
  mkdirSync(join(previewOut, 'client'));
  symlinkSync(join(site, 'node_modules'), join(previewOut, 'node_modules'), 'dir');
  // Who loads the bundle again, after it was replaced, does so by another query; it is passed on.
  const entry = [
    'const { search } = new URL(import.meta.url);',
    'export const { handler } = await import(`./server/entry.mjs${search}`);',
  ];
  writeFileSync(join(previewOut, 'entry.mjs'), entry.join('\n') + '\n');
}
