import type { Core } from '@strapi/strapi';
import { databaseAnswers } from '../database-answers';
import type { KoaContext } from '../koa-context';
import { inBoth } from '../rules/refusal';

/** Asked by `pnpm start` and by whoever watches the server. */
const readyPath = '/_ready';

const words = inBoth({
  en: 'The database does not answer. Nothing was saved; what you typed is still here. Try again in a moment, and tell who runs the server if it stays so.',
  km: 'មូលដ្ឋានទិន្នន័យមិនឆ្លើយតបទេ។ គ្មានអ្វីត្រូវបានរក្សាទុកទេ អ្វីដែលអ្នកបានសរសេរនៅទីនេះដដែល។ សូមព្យាយាមម្តងទៀតបន្តិចទៀត ហើយប្រាប់អ្នកថែទាំម៉ាស៊ីនមេ បើនៅតែដូច្នេះ។',
});

/**
 * Answers at `/_ready` whether the CMS can do its work, its database included: 204 or 503. Strapi's own
 * `/_health` tells only that the process runs. And says in words when the database is why a request failed:
 * Strapi itself takes a locale that it cannot look up for one that doesn't exist.
 */
export default (_config: unknown, { strapi }: { strapi: Core.Strapi }) =>
  async (ctx: KoaContext, next: () => Promise<unknown>): Promise<void> => {
    if (ctx.path === readyPath) {
      const isReady = await databaseAnswers(strapi);
      ctx.set('cache-control', 'no-store');
      if (isReady) ctx.status = 204;
      else refuse(ctx);
      return;
    }
    let failure: { readonly error: unknown } | undefined;
    try {
      await next();
    } catch (error) {
      failure = { error };
    }
    // A path that leads nowhere is no news of the database, and anybody may ask for one.
    const isSuspect = failure !== undefined || (ctx.status >= 400 && ctx.status !== 404);
    if (isSuspect && !(await databaseAnswers(strapi))) {
      if (failure) strapi.log.error(failure.error);
      refuse(ctx);
      return;
    }
    if (failure) throw failure.error;
  };

function refuse(ctx: KoaContext): void {
  ctx.status = 503;
  ctx.body = {
    data: null,
    error: { status: 503, name: 'ServiceUnavailableError', message: words, details: {} },
  };
}
