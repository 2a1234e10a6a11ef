import { isIP } from 'node:net';
import type { KoaContext } from '../koa-context';
import { environment } from '../environment';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Answers only to names that are ours. A foreign name that leads here (DNS rebinding) would make a foreign page one
 * of ours in the eyes of a browser. A number or `localhost` cannot be rebound.
 * @param host of a request's header, with or without a port.
 */
export function isOwnHost(host: string, cmsUrl: string): boolean {
  // Browsers always name one; simple health checks do not.
  if (!host) return true;
  const name = host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return (
    isIP(name) > 0 ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === new URL(cmsUrl).hostname.toLowerCase()
  );
}

/** Tells whether a page may send us what changes something. */
export function isOwnOrigin(origin: string, host: string, cmsUrl: string): boolean {
  if (!origin || origin === new URL(cmsUrl).origin) return true;
  return URL.parse(origin)?.host === host.toLowerCase();
}

/** Refuses other names than our own, and what pages of others send. */
export default () => {
  const { cmsUrl } = environment();
  return async (ctx: KoaContext, next: () => Promise<unknown>): Promise<unknown> => {
    const host = ctx.get('Host');
    if (!isOwnHost(host, cmsUrl)) {
      ctx.status = 421;
      ctx.body = `This CMS is not called ${JSON.stringify(host)}. Its address is set in CMS_URL.\n`;
      return;
    }
    if (!reading.has(ctx.method) && !isOwnOrigin(ctx.get('Origin'), host, cmsUrl)) {
      ctx.status = 403;
      ctx.body = 'Pages of other addresses may not send anything here. CMS_URL says which one is ours.\n';
      return;
    }
    return next();
  };
};
