import type { Core } from '@strapi/strapi';
import { libraryItems, refuseForeign } from './library-owner';
import { refuseRemoval } from './needed-media';

interface RequestWithBody {
  readonly request: { readonly body?: Selection };
}

/** What somebody selected in the media library. */
interface Selection {
  readonly fileIds?: readonly number[];
  readonly folderIds?: readonly number[];
}

interface Route {
  readonly method: string;
  readonly path: string;
  config?: { middlewares?: unknown[] };
}

/**
 * Looks at a whole selection before any of it is moved or deleted. The library deletes its files first
 * and its folders afterwards, and moves both in its controller, where no service can be wrapped.
 * Call it while plugins register: afterwards the routes are fixed.
 */
export function guardSelections(strapi: Core.Strapi): void {
  const { routes } = (strapi.plugin('upload').routes as unknown as { admin: { routes: Route[] } }).admin;
  const guard = (path: string, check: (selection: Selection) => Promise<void>) => {
    const route = routes.find((each) => each.method === 'POST' && each.path === path);
    if (!route)
      throw new Error(`The upload plugin has no route ${path}. Adapt library-doors to this Strapi.`);
    const middleware = async ({ request }: RequestWithBody, next: () => Promise<unknown>) => {
      await check(toSelection(request.body));
      return next();
    };
    route.config = {
      ...route.config,
      middlewares: [...(route.config?.middlewares ?? []), middleware],
    };
  };
  guard('/actions/bulk-move', async (selection) =>
    refuseForeign(strapi, await libraryItems(strapi, selection)),
  );
  guard('/actions/bulk-delete', async (selection) => {
    const items = await libraryItems(strapi, selection);
    await refuseForeign(strapi, items);
    await refuseRemoval(strapi, items.files);
  });
}

/** Numbers alone; what else a body holds, the library itself refuses afterwards. */
function toSelection(body: Selection | undefined): Selection {
  const numbers = (value: unknown) => [value].flat().map(Number).filter(Number.isSafeInteger);
  return { fileIds: numbers(body?.fileIds ?? []), folderIds: numbers(body?.folderIds ?? []) };
}
