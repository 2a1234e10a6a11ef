import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ContentIndex } from '../content/content-index.ts';
import { dataFolder } from '../environment.ts';
import { setBuildInput } from '../prerender/build-input.ts';
import { PagePlan } from '../prerender/page-plan.ts';
import type { Pages } from '../prerender/pages.ts';
import { Tree } from '../prerender/tree.ts';
import { runAstro } from '../run-astro.ts';

/** The site's code, bundled and loaded: renders pages as long as the process lives. */
export interface WarmBundle {
  readonly pages: Pages;
  /** Files that belong to the code, below `assets`: styles, fonts, icons, pages without content. */
  readonly assetFiles: readonly string[];
  readonly assets: string;
}

/**
 * Bundles the site and loads all of it.
 * @param previewOut where the preview's server bundle goes.
 */
export async function loadBundle(previewOut: string | undefined): Promise<WarmBundle> {
  const assets = join(dataFolder(), 'renderer', `assets-${process.pid}`);
  rmSync(assets, { recursive: true, force: true });
  let loaded: Pages | undefined;
  await runAstro({
    out: assets,
    previewOut,
    async use(pages, tree) {
      // Listing the pages of an empty site loads every page module while its file is still there.
      setBuildInput({ entries: new ContentIndex([]).entries, pictures: new Map(), plan: new PagePlan() });
      const fixed = new Tree(tree, true);
      for (const task of await pages.list()) {
        const bytes = await pages.render(task);
        if (task.isFixed) fixed.write(task.file, bytes);
      }
      loaded = pages;
    },
  });
  if (!loaded) throw new Error('Astro ended without having listed its pages.');
  const assetFiles = readdirSync(assets, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(assets.length));
  return { pages: loaded, assets, assetFiles };
}
