import type { IncomingMessage } from 'node:http';
import type { Core } from '@strapi/strapi';
import type { KoaContext } from '../koa-context';

interface Context extends KoaContext {
  readonly req: IncomingMessage;
}

/**
 * Cuts off who sends a body slower than any line: Strapi reads it before it asks who sends. Files may take longer
 * (`server.uploadDeadlineMs`) than what is typed (`server.bodyDeadlineMs`).
 */
export default (_config: unknown, { strapi }: { strapi: Core.Strapi }) =>
  async (ctx: Context, next: () => Promise<unknown>): Promise<unknown> => {
    const { req } = ctx;
    if (!req.headers['transfer-encoding'] && !Number(req.headers['content-length'] ?? 0)) return next();
    const isFile = /^\/upload(\/|$)/i.test(ctx.path);
    const deadlineMs: number = strapi.config.get(
      isFile ? 'server.uploadDeadlineMs' : 'server.bodyDeadlineMs',
    );
    const timer = setTimeout(() => {
      if (!req.complete) req.socket.destroy();
    }, deadlineMs);
    for (const event of ['end', 'close']) req.once(event, () => clearTimeout(timer));
    return next();
  };
