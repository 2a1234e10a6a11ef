import type { PageStyles } from './bundle.ts';
import { PageError } from './page-plan.ts';

/** A route of the site, as far as we look at it. */
export interface Route {
  readonly type: string;
  readonly params: readonly string[];
}

/** One page to render, as Astro names it. */
export interface PageTask {
  /** Its file in the tree: `/en/articles/x/index.html`, `/en/feed.xml`. */
  readonly file: string;
  readonly pathname: string;
  readonly route: Route;
  /** True for the few pages that show no content, like the one for errors: they belong to the code. */
  readonly isFixed: boolean;
}

/** The pages of the site, rendered one by one by Astro. Works as long as the process lives. */
export interface Pages {
  /** The pages that the page modules name now. Of two with one address the first counts. */
  list(): Promise<PageTask[]>;
  /** @throws PageError with the page's address. */
  render(task: PageTask): Promise<Buffer>;
}

/** What the bundle exports, see bundle-entry.ts. */
export interface BundleEntry {
  open(styles: PageStyles): void;
  list(): Promise<{ pathname: string; route: Route }[]>;
  render(request: Request, routeData: Route): Promise<Response>;
}

/** @param siteUrl where pages believe they are. */
export function toPages(entry: BundleEntry, siteUrl: string): Pages {
  return {
    async list() {
      const tasks = new Map<string, PageTask>();
      for (const { pathname, route } of await entry.list()) {
        const file = fileOf(pathname, route.type);
        if (!tasks.has(file)) tasks.set(file, { file, pathname, route, isFixed: route.params.length === 0 });
      }
      return [...tasks.values()];
    },
    async render({ pathname, route }) {
      try {
        // Every page's address ends with a slash; asked for without it, Astro would answer with a redirect.
        const address = route.type === 'page' ? `${pathname.replace(/\/$/, '')}/` : pathname;
        const response = await entry.render(new Request(new URL(address, siteUrl)), route);
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
