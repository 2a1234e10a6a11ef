import type { AstroIntegration, AstroPrerenderer } from 'astro';
import { PageError } from './page-plan.ts';

/** One page to render, as Astro names it. */
export interface PageTask {
  /** Its file in the tree: `/en/articles/x/index.html`, `/en/feed.xml`. */
  readonly file: string;
  readonly pathname: string;
  readonly route: Awaited<ReturnType<AstroPrerenderer['getStaticPaths']>>[number]['route'];
  /** True for the few pages that show no content, like the one for errors: they belong to the code. */
  readonly isFixed: boolean;
}

/** The pages of the site, rendered one by one by Astro's own prerenderer. Works as long as the process lives. */
export interface Pages {
  /** The pages that the page modules name now. Of two with one address the first counts. */
  list(): Promise<PageTask[]>;
  /** @throws whatever the page throws, with its address in front. */
  render(task: PageTask): Promise<Buffer>;
}

/** Astro's prerenderer, with the one part of it that its type does not tell. */
type Prerenderer = AstroPrerenderer & { readonly app: { readonly routeCache: { clearAll(): void } } };

/**
 * Takes rendering over from Astro: `use` gets the pages when the bundle is there, and Astro itself
 * writes none. Its interface for this is documented ("Custom prerenderer", adapter reference).
 * @param siteUrl where pages believe they are.
 */
export function takeOverRendering(siteUrl: string, use: (pages: Pages) => Promise<void>): AstroIntegration {
  return {
    name: 'samleng:take-over-rendering',
    hooks: {
      'astro:build:start': ({ setPrerenderer }) => {
        setPrerenderer((usual) => ({
          ...usual,
          async getStaticPaths() {
            await use(toPages(usual as Prerenderer, siteUrl));
            return [];
          },
        }));
      },
      // With a prerenderer of our own and an adapter that resolves its entry point by itself, Astro
      // leaves the prerender bundle without an entry. Ours still runs Astro's.
      'astro:build:setup': ({ updateConfig }) => {
        const rolldownOptions = { input: 'astro/entrypoints/prerender' };
        updateConfig({ environments: { prerender: { build: { rolldownOptions } } } });
      },
    },
  };
}

function toPages(prerenderer: Prerenderer, siteUrl: string): Pages {
  return {
    async list() {
      // Astro keeps the paths that it was told before.
      prerenderer.app.routeCache.clearAll();
      const tasks = new Map<string, PageTask>();
      for (const { pathname, route } of await prerenderer.getStaticPaths()) {
        const file = fileOf(pathname, route.type);
        if (!tasks.has(file)) tasks.set(file, { file, pathname, route, isFixed: route.params.length === 0 });
      }
      return [...tasks.values()];
    },
    async render({ pathname, route }) {
      try {
        // Every page's address ends with a slash; asked for without it, Astro would answer with a redirect.
        const address = route.type === 'page' ? `${pathname.replace(/\/$/, '')}/` : pathname;
        const result = await prerenderer.render(new Request(new URL(address, siteUrl)), { routeData: route });
        const response = result instanceof Response ? result : result.response;
        if (response.status !== 200 && !isErrorPage(pathname))
          throw new Error(`Astro answers ${response.status}`);
        return Buffer.from(await response.arrayBuffer());
      } catch (error) {
        throw new PageError(pathname, error);
      }
    },
  };
}

function fileOf(pathname: string, type: string): string {
  if (type !== 'page') return pathname;
  return isErrorPage(pathname) ? '/404.html' : `${pathname.replace(/\/$/, '')}/index.html`;
}

function isErrorPage(pathname: string): boolean {
  return pathname.replace(/\/$/, '') === '/404';
}
