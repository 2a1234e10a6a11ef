import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder, siteUrl } from './environment.ts';
import { takeOverRendering, type Pages } from './prerender/pages.ts';

/** The folder of this room: pages, styles, packages. */
const site = dirname(dirname(fileURLToPath(import.meta.url)));

/** A build that was killed leaves its folder behind; after this long it is no running build's. Milliseconds. */
const abandoned = 24 * 3600_000;

export interface AstroRun {
  /** Where the tree goes: what `use` puts into it, and the assets that pages refer to. */
  readonly out: string;
  readonly previewOut: string | undefined;
  /**
   * Renders pages.
   * @param tree where to.
   */
  readonly use: (pages: Pages, tree: string) => Promise<void>;
}

/**
 * Has Astro bundle the site, lets `use` render pages with it, and moves the preview's server bundle to
 * `previewOut`. Everything on the way lies in a folder of its own, so that builds can run beside each
 * other, and `out` appears whole or not at all.
 */
export async function runAstro({ out, previewOut, use }: AstroRun): Promise<void> {
  const work = makeWorkFolder();
  const cacheDir = join(work, 'cache');
  const outDir = join(work, 'dist');
  const tree = join(work, 'tree');
  try {
    // Both are read when Astro is loaded, so it is loaded here.
    process.env.ASTRO_TELEMETRY_DISABLED = '1';
    process.env.NODE_ENV = 'production';
    const { build } = await import('astro');
    const { default: config } = await import('../astro.config.ts');
    mkdirSync(tree);
    await build({
      ...config,
      configFile: false,
      root: site,
      outDir,
      cacheDir,
      logLevel: 'warn',
      integrations: [
        ...(config.integrations ?? []),
        takeOverRendering(siteUrl(), (pages) => use(pages, tree)),
      ],
      vite: { ...config.vite, cacheDir: join(cacheDir, 'vite') },
    });
    cpSync(join(outDir, 'client'), tree, { recursive: true });
    if (previewOut) placePreview(outDir, previewOut);
    move(tree, out);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A folder for one run. Bundles in it find their packages through the link, wherever the folder lies. */
function makeWorkFolder(): string {
  const parent = join(dataFolder(), 'tmp');
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const left = join(parent, name);
    const { mtimeMs = Date.now() } = statSync(left, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > abandoned) rmSync(left, { recursive: true, force: true });
  }
  const work = mkdtempSync(join(parent, 'build-'));
  symlinkSync(join(site, 'node_modules'), join(work, 'node_modules'), 'dir');
  return work;
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

/** Moves a folder to a place that is absent or empty, on this disk or another. */
function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (existsSync(to)) rmdirSync(to);
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    cpSync(from, to, { recursive: true });
  }
}
