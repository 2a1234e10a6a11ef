import { createHash, randomBytes } from 'node:crypto';

const cookie = 'samleng_device';
/** Days. */
const remembered = 180;

/** As much of Koa's context as cookies need. */
export interface CookieContext {
  readonly secure: boolean;
  readonly cookies: {
    get(name: string, options: { signed: boolean }): string | undefined;
    set(name: string, value: string, options: object): unknown;
  };
}

/** The name of the browser, if it signed in to this account before. The cookie is signed with APP_KEYS. */
export function knownDevice(ctx: CookieContext, account: string): string | undefined {
  const [owner, device] = ctx.cookies.get(cookie, { signed: true })?.split('.') ?? [];
  return owner === nameOf(account) ? device : undefined;
}

/** Lets a browser that has just signed in be known by a name of its own. */
export function rememberDevice(ctx: CookieContext, account: string): void {
  const device = knownDevice(ctx, account) ?? randomBytes(12).toString('hex');
  ctx.cookies.set(cookie, `${nameOf(account)}.${device}`, {
    signed: true,
    httpOnly: true,
    sameSite: 'strict',
    secure: ctx.secure,
    path: '/admin',
    maxAge: remembered * 86_400_000,
  });
}

function nameOf(account: string): string {
  return createHash('sha256').update(account).digest('hex').slice(0, 32);
}
