import type { Core } from '@strapi/strapi';
import type { KoaContext } from '../koa-context';

/**
 * Logs each request, as Strapi's own logger does, but for what open admin pages ask every second
 * while something is on its way to readers: hours of that would hide everything else. Without the query, where keys
 * stand: the signatures of previews, and what sets a password.
 */
export default (_config: unknown, { strapi }: { strapi: Core.Strapi }) =>
  async (ctx: KoaContext, next: () => Promise<unknown>): Promise<void> => {
    const started = Date.now();
    await next();
    const { method, path, status } = ctx;
    if (method === 'GET' && path.startsWith('/samleng/') && status < 400) return;
    strapi.log.http(`${method} ${path} (${Date.now() - started} ms) ${status}`);
  };
