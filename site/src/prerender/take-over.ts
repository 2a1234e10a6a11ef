import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { PageStyles } from './bundle.ts';

const entry = fileURLToPath(new URL('./bundle-entry.ts', import.meta.url));

/**
 * Takes rendering over from Astro: it bundles the pages around our own entry and writes none itself.
 * @param use called when the bundle lies on disk, with the styles of each page, by Astro's name of it.
 */
export function takeOverRendering(use: (styles: PageStyles) => Promise<void> | void): AstroIntegration {
  let pages: ReadonlyMap<string, { readonly styles: readonly unknown[] }> = new Map();
  return {
    name: 'samleng:take-over-rendering',
    hooks: {
      'astro:build:start': ({ setPrerenderer }) => {
        setPrerenderer({
          name: 'samleng',
          async getStaticPaths() {
            await use([...pages].map(([name, { styles }]) => [name, { styles }]));
            return [];
          },
          render() {
            throw new Error('Pages are rendered from the bundle, see site/src/prerender/bundle.ts.');
          },
        });
      },
      'astro:build:setup': ({ updateConfig, pages: found }) => {
        pages = found as unknown as typeof pages;
        updateConfig({ environments: { prerender: { build: { rolldownOptions: { input: entry } } } } });
      },
    },
  };
}
