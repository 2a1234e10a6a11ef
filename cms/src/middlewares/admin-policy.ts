import type { KoaContext } from '../koa-context';
import { environment } from '../environment';

/**
 * What a page of the admin may load. Nothing from elsewhere, whatever stands in a text: an author's words are shown
 * to editors. Inline styles are how the admin itself is styled; `@import` in one is bound by style-src as well.
 */
export function adminPolicy(siteUrl: string): string {
  return Object.entries({
    'default-src': "'self'",
    'script-src': "'self'",
    'script-src-attr': "'none'",
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'media-src': "'self' data: blob:",
    'font-src': "'self' data:",
    'connect-src': "'self'",
    'worker-src': "'self' blob:",
    // The preview of drafts on the real page.
    'frame-src': `'self' ${siteUrl}`,
    'object-src': "'none'",
    'base-uri': "'self'",
    'form-action': "'self'",
    'frame-ancestors': "'self'",
  })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** Writes the whole policy, after Strapi: what it is told is only added to its own, which has `https:`. */
export default () => {
  const policy = adminPolicy(environment().siteUrl);
  return async (ctx: KoaContext, next: () => Promise<unknown>): Promise<unknown> => {
    ctx.set('Content-Security-Policy', policy);
    return next();
  };
};
