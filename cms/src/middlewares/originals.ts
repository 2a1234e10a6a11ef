import { timingSafeEqual } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { isSigned, originalAddress } from '@samleng/shared';
import { errors } from '@strapi/utils';
import { environment } from '../environment';
import type { KoaContext } from '../koa-context';
import { inBoth } from '../rules/refusal';

/** Lets who is signed in to the admin see pictures there: an `<img>` sends no token, but cookies. */
const cookie = 'samleng-originals';

/** How long the cookie opens pictures after somebody last did something in the admin. */
const cookieLifetimeMs = 60 * 60_000;

interface Context extends KoaContext {
  readonly state: { readonly user?: { readonly id?: number }; readonly userAbility?: unknown };
  readonly headerSent: boolean;
  readonly respond?: boolean;
  readonly cookies: {
    get(name: string, options: object): string | undefined;
    set(name: string, value: string | null, options: object): void;
  };
}

/**
 * Uploaded files are not public: what readers get is made of them by the site. They open to the site's
 * token, to who is signed in to the admin, and by a signed address in the preview of a draft.
 */
export default (_config: unknown, { strapi }: { strapi: Core.Strapi }) =>
  async (ctx: Context, next: () => Promise<unknown>): Promise<void> => {
    if (!leadsToUploads(ctx.path)) {
      await next();
      renewCookie(ctx);
      return;
    }
    if (!(await mayOpen(strapi, ctx))) {
      throw new errors.UnauthorizedError(
        inBoth({
          en: 'Uploaded files open to who is signed in to the CMS. Sign in, then reload this page.',
          km: 'ឯកសារដែលបានបញ្ចូលអាចបើកបានតែអ្នកដែលបានចូលប្រព័ន្ធគ្រប់គ្រងប៉ុណ្ណោះ។ សូមចូលប្រព័ន្ធ រួចផ្ទុកទំព័រនេះឡើងវិញ។',
        }),
      );
    }
    await next();
    ctx.set('Cache-Control', 'private, no-cache');
  };

/** The folder of uploads has this name, and whoever serves files decodes a path once: no other path leads there. */
function leadsToUploads(path: string): boolean {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return true;
  }
  return decoded.split(/[\\/]/).some((part) => part.toLowerCase() === 'uploads');
}

async function mayOpen(strapi: Core.Strapi, ctx: Context): Promise<boolean> {
  return isTheSite(ctx) || (await isFromPreview(ctx)) || (await isSignedIn(strapi, ctx));
}

function isTheSite(ctx: Context): boolean {
  const { cmsToken } = environment();
  const [, given = ''] = /^Bearer (.+)$/.exec(ctx.get('authorization')) ?? [];
  const [ours, theirs] = [Buffer.from(cmsToken ?? ''), Buffer.from(given)];
  return ours.length > 0 && ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

async function isFromPreview({ path, query }: Context): Promise<boolean> {
  const { publishSecret } = environment();
  const { expires, signature } = query;
  if (!publishSecret || typeof expires !== 'string' || typeof signature !== 'string') return false;
  if (!(Number(expires) > Date.now())) return false;
  return isSigned(publishSecret, originalAddress, [path, expires], signature);
}

async function isSignedIn(strapi: Core.Strapi, ctx: Context): Promise<boolean> {
  const [id, expires] = (ctx.cookies.get(cookie, { signed: true }) ?? '').split('.');
  if (!(Number(expires) > Date.now())) return false;
  const person = await strapi.db
    .query('admin::user')
    .findOne({ select: ['id', 'isActive', 'blocked'], where: { id: Number(id) } });
  return person?.isActive === true && person.blocked !== true;
}

/** Set anew with each answer to who is signed in, gone with the sign-out. Strapi's keys sign it. */
function renewCookie(ctx: Context): void {
  if (ctx.headerSent || ctx.respond === false) return;
  const { user, userAbility } = ctx.state;
  const options = { path: '/uploads', httpOnly: true, sameSite: 'lax', signed: true, overwrite: true };
  if (/^\/admin\/logout\/?$/i.test(ctx.path)) ctx.cookies.set(cookie, null, options);
  else if (userAbility && user?.id !== undefined) {
    const expires = Date.now() + cookieLifetimeMs;
    ctx.cookies.set(cookie, `${user.id}.${expires}`, { ...options, maxAge: cookieLifetimeMs });
  }
}
