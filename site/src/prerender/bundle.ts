import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataFolder, siteUrl } from '../environment.ts';
import { runProgram } from '../run-program.ts';
import { toPages, type BundleEntry, type Pages } from './pages.ts';

/** The styles of each page, by Astro's name of it. */
export type PageStyles = readonly (readonly [string, { readonly styles: readonly unknown[] }])[];

/** The site's code as one bundle on disk. It holds no content; any process may render pages with it. */
export interface Bundle {
  readonly folder: string;
  /** Files that belong to the code, below `assets`: styles, fonts, icons. */
  readonly assets: string;
  readonly assetFiles: readonly string[];
  readonly pages: Pages;
}

/** What bundle.json says. It is written last: a bundle without it is not whole. */
export interface BundleManifest {
  /** The entry's file below the bundle. */
  readonly entry: string;
  readonly styles: PageStyles;
}

const program = new URL('../bundle.ts', import.meta.url);

/** Bundles that nobody opened for so long are deleted. Milliseconds. */
const forgotten = 7 * 24 * 3600_000;

/**
 * Bundles the site in a process of its own, whose memory is free again when rendering begins.
 * @param folder absent so far.
 */
export async function makeBundle(folder: string): Promise<void> {
  await runProgram(program, ['--out', folder]);
}

/**
 * The bundle of this code for this address; made when there is none yet.
 * @param version of the code.
 */
export async function ensureBundle(version: string): Promise<string> {
  const parent = join(dataFolder(), 'renderer');
  // The address is part of the pages' code; and a bundle finds its packages where this code lies.
  const name = createHash('sha256')
    .update([version, siteUrl(), import.meta.dirname].join(' '))
    .digest('hex')
    .slice(0, 12);
  const folder = join(parent, `bundle-${name}`);
  if (!existsSync(join(folder, 'bundle.json'))) {
    const draft = `${folder}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    await makeBundle(draft);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  }
  utimesSync(folder, new Date(), new Date());
  forget(parent, folder);
  return folder;
}

/** Loads a bundle into this process. */
export async function openBundle(folder: string): Promise<Bundle> {
  const { entry, styles } = JSON.parse(readFileSync(join(folder, 'bundle.json'), 'utf8')) as BundleManifest;
  const loaded = (await import(pathToFileURL(join(folder, entry)).href)) as BundleEntry;
  loaded.open(styles);
  const assets = join(folder, 'assets');
  const assetFiles = readdirSync(assets, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(assets.length))
    .sort();
  return { folder, assets, assetFiles, pages: toPages(loaded, siteUrl()) };
}

function forget(parent: string, used: string): void {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith('bundle-') || folder === used) continue;
    const { mtimeMs = Date.now() } = statSync(folder, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > forgotten) rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the preview's server bundle lies in a bundle. */
export function previewIn(folder: string): string {
  return join(folder, 'preview');
}
