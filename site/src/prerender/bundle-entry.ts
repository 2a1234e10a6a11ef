// What Astro bundles for us in the place of its own entry: all pages, ready to be rendered by any
// process that imports it. Astro's documentation has the parts: "Custom prerenderer" in the adapter
// reference, and astro:static-paths.
import { app as untyped } from 'astro/entrypoints/prerender';
import { StaticPaths } from 'astro:static-paths';
import type { PageStyles } from './bundle.ts';
import type { Route } from './pages.ts';

/** Astro's app for prerendering, as far as we use it. */
interface PrerenderApp {
  readonly routeCache: { clearAll(): void };
  readonly logger: { readonly options: object };
  setInternals(internals: { readonly pagesByKeys: ReadonlyMap<string, unknown> }): void;
  setOptions(options: object): void;
  render(request: Request, options: { readonly routeData: Route }): Promise<Response>;
}

const app = untyped as unknown as PrerenderApp;
const staticPaths = new StaticPaths(untyped as never);

/** Gives the app what the build knew: the styles of each page. */
export function open(styles: PageStyles): void {
  app.setInternals({ pagesByKeys: new Map(styles) });
  app.setOptions({ settings: { scripts: [] }, logger: { options: app.logger.options } });
}

/** The paths that the page modules name now. */
export function list(): Promise<{ pathname: string; route: Route }[]> {
  // Astro keeps the paths that it was told before.
  app.routeCache.clearAll();
  return staticPaths.getAll() as Promise<{ pathname: string; route: Route }[]>;
}

/** @throws whatever the page throws. */
export function render(request: Request, routeData: Route): Promise<Response> {
  return app.render(request, { routeData });
}
