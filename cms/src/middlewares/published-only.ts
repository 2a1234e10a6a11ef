import { errors } from '@strapi/utils';
import type { KoaContext } from '../koa-context';

/** Parameters that choose or compare versions; only "published" may be asked for. */
const versions = new Set(['status', 'publicationState', 'publicationFilter', 'hasPublishedVersion']);

/** Fields through which a filter could reach drafts: other rows of the same document, their state. */
const aside = new Set(['localizations', 'publishedAt', 'createdBy', 'updatedBy']);

/** Tells whether a query could reach more than what is published, at any depth. */
export function reachesBeyondPublished(query: unknown): boolean {
  if (typeof query === 'string') return query.split(/[,.:]/).some((word) => aside.has(word.trim()));
  if (Array.isArray(query)) return query.some(reachesBeyondPublished);
  if (typeof query !== 'object' || query === null) return false;
  return Object.entries(query).some(
    ([name, value]) =>
      (versions.has(name) && value !== 'published') || aside.has(name) || reachesBeyondPublished(value),
  );
}

/**
 * The content API shows what is published and nothing else, whatever a token may do. Drafts are
 * read through the admin, or through the preview, which asks for a signature.
 */
export default () => async (ctx: KoaContext, next: () => Promise<unknown>) => {
  // The library's own API lists the files of drafts, and changes and deletes them. Nobody needs it.
  if (/^\/api\/+upload(\/|$)/i.test(ctx.path)) {
    throw new errors.ForbiddenError('The media library is open in the admin alone.');
  }
  // Strapi's router takes capital letters for small ones, so this must, too.
  const isContentApi = /^\/api\//i.test(ctx.path) && !/^\/api\/preview\//i.test(ctx.path);
  if (isContentApi && reachesBeyondPublished(ctx.query)) {
    throw new errors.ForbiddenError(
      'The API shows published content only. Leave out status and similar parameters.',
    );
  }
  return next();
};
