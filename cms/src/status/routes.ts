import type { Core } from '@strapi/strapi';
import { contentTypes, locales } from '@samleng/shared';
import { errors } from '@strapi/utils';
import type { KoaContext } from '../koa-context';
import { inBoth } from '../rules/refusal';
import { documentStatus } from './document-status';
import { readingOf } from './may-read';
import { siteStatus } from './site-status';

/** What Strapi adds to a request of the admin. */
interface AdminContext extends KoaContext {
  readonly state: { readonly userAbility: unknown };
}

/**
 * The routes by which the admin learns what is live: `GET /samleng/document-status` with `type`,
 * `documentId` (not for the single type) and `locale`, and `GET /samleng/site-status`. For people
 * who are signed in, and of what they may read.
 */
export function serveStatus(strapi: Core.Strapi): void {
  const route = (path: string, answer: (ctx: AdminContext) => Promise<unknown>) => ({
    method: 'GET' as const,
    path,
    handler: async (ctx: AdminContext) => {
      ctx.set('Cache-Control', 'no-store');
      ctx.body = await answer(ctx);
    },
    info: { apiName: 'samleng' },
    config: { policies: ['admin::isAuthenticatedAdmin'] },
  });
  strapi.server.routes({
    type: 'admin',
    prefix: '/samleng',
    routes: [
      route('/document-status', async (ctx) => {
        const mayRead = readingOf(strapi, ctx.state.userAbility);
        const status = await documentStatus(strapi, mayRead, toKey(ctx.query));
        if (status) return status;
        throw new errors.ForbiddenError(
          inBoth({ en: 'Your role does not read this.', km: 'តួនាទីរបស់អ្នកមិនអាចអានឯកសារនេះទេ។' }),
        );
      }),
      route('/site-status', (ctx) => siteStatus(strapi, readingOf(strapi, ctx.state.userAbility))),
    ],
  } as never);
}

function toKey(query: Readonly<Record<string, unknown>>) {
  const type = contentTypes.find((known) => known === query.type);
  const locale = locales.find((known) => known === query.locale);
  const documentId = typeof query.documentId === 'string' && query.documentId ? query.documentId : undefined;
  if (type && locale && (documentId !== undefined || type === 'site-settings')) {
    return { type, documentId, locale };
  }
  throw new errors.ValidationError(
    'Name a document: its "type", "documentId" and "locale", as the publication log writes them.',
  );
}
