import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Localised } from '@samleng/shared';
import { inBoth } from '../rules/refusal';
import { AttemptLimits } from './attempt-limits';
import { type CookieContext, knownDevice, rememberDevice } from './known-device';
import { hasMail, noMail } from './mail';
import { weaknessOf } from './password-rules';

interface User {
  readonly id: number | string;
  readonly email: string;
  readonly firstname?: string | null;
  readonly lastname?: string | null;
  readonly password?: string | null;
}

type Credentials = { readonly email: string; readonly password: string };
type Checked = readonly [error: unknown, user: User | false, why?: { readonly message: string }];

interface AuthService {
  checkCredentials(credentials: Credentials): Promise<Checked>;
  validatePassword(password: string, hash: string): Promise<boolean>;
  hashPassword(password: string): Promise<string>;
  resetPassword(order: object): Promise<unknown>;
}

interface UserService {
  findOne(id: unknown): Promise<User | null>;
  updateById(id: unknown, attributes: Record<string, unknown>): Promise<unknown>;
  createFirstAdmin(attributes: Record<string, unknown>): Promise<unknown>;
  register(order: object): Promise<unknown>;
  findRegistrationInfo(token: unknown): Promise<unknown>;
}

interface Context extends CookieContext {
  readonly ip: string;
  readonly params: Readonly<Record<string, string>>;
  readonly request: { readonly body?: Readonly<Record<string, unknown>> };
  readonly state: { readonly user: User; readonly userAbility?: { can(action: string): boolean } };
  set(header: string, value: string): void;
}

type Handler = (ctx: Context) => Promise<unknown>;
type Handlers = Readonly<Record<string, Handler>>;

interface Registry {
  extend<T>(uid: string, change: (found: T) => T): unknown;
}

/**
 * What Strapi's accounts lack: limits for those who guess, our rule for every password wherever one is set, the
 * present password for another e-mail address, and a "forgot password" that says so where there is no mail. Wraps
 * the services, which all ways lead through, and not the routes, which can be written in many ways.
 */
export function guardAccounts(strapi: Core.Strapi): void {
  const limits = new AttemptLimits();
  const services = strapi.get('services') as unknown as Registry;
  const controllers = strapi.get('controllers') as unknown as Registry;
  const request = () => strapi.requestContext.get() as unknown as Context | undefined;
  const auth = () => strapi.service('admin::auth') as unknown as AuthService;

  services.extend<AuthService>('admin::auth', (found) => {
    let unlikeAny: Promise<string> | undefined;
    return {
      ...found,
      async checkCredentials(credentials) {
        const { email, password } = credentials;
        const ctx = request();
        const attempt = {
          account: email,
          address: ctx?.ip ?? '',
          device: ctx && knownDevice(ctx, email),
        };
        refuseIf(await limits.takeSignIn(attempt), ctx);
        const user = (await strapi.db.query('admin::user').findOne({ where: { email } })) as User | null;
        const answer = await found.checkCredentials(credentials);
        // Comparing is what takes long: without it the answer would tell whom there is.
        unlikeAny ??= found.hashPassword('no password of anybody');
        if (!user?.password) await found.validatePassword(password, await unlikeAny);
        if (answer[1]) {
          await limits.signedIn(attempt);
          if (ctx) rememberDevice(ctx, email);
        }
        return answer;
      },
      resetPassword: (order) => byLink(() => found.resetPassword(order)),
    };
  });

  services.extend<UserService>('admin::user', (found) => ({
    ...found,
    async updateById(id, attributes) {
      if (attributes.password !== undefined) {
        const user = await found.findOne(id);
        insist(attributes.password, { ...user, ...attributes });
      }
      return found.updateById(id, attributes);
    },
    async createFirstAdmin(attributes) {
      insist(attributes.password, attributes);
      return found.createFirstAdmin(attributes);
    },
    register: (order) => byLink(() => found.register(order)),
    findRegistrationInfo: (token) => byLink(() => found.findRegistrationInfo(token)),
  }));

  controllers.extend<Handlers>('admin::authenticated-user', (found) => ({
    ...found,
    async updateMe(ctx) {
      const { email, password, currentPassword } = ctx.request.body ?? {};
      const { user } = ctx.state;
      // Here already: Strapi ends all sessions before it saves.
      if (typeof password === 'string') insist(password, user);
      if (typeof email === 'string' && email.toLowerCase() !== user.email.toLowerCase()) {
        if (!(await isPassword(ctx, currentPassword))) throw atField('email', emailNeedsPassword);
      } else if (password !== undefined && currentPassword) {
        // Counted like a sign-in: a stolen session is no way to guess the password.
        await isPassword(ctx, currentPassword);
      }
      return found.updateMe?.(ctx);
    },
  }));

  controllers.extend<Handlers>('admin::user', (found) => ({
    ...found,
    async update(ctx) {
      const { email, password } = ctx.request.body ?? {};
      const { user } = ctx.state;
      const own = String(ctx.params.id) === String(user.id);
      const other = typeof email === 'string' && email.toLowerCase() !== user.email.toLowerCase();
      if (own && (password !== undefined || other))
        throw atField(password === undefined ? 'email' : 'password', ownInProfile);
      return found.update?.(ctx);
    },
  }));

  controllers.extend<Handlers>('admin::authentication', (found) => ({
    ...found,
    async forgotPassword(ctx) {
      refuseIf(await limits.takeLink(ctx.ip), ctx);
      if (!hasMail(strapi)) throw new errors.ApplicationError(inBoth(noMail));
      return found.forgotPassword?.(ctx);
    },
  }));

  // Strapi asks for nothing but a sign-in here, though it is one setting for everybody.
  controllers.extend<Handlers>('plugin::i18n.settings', (found) => ({
    ...found,
    updateSettings(ctx) {
      if (!ctx.state.userAbility?.can('plugin::i18n.locale.update')) throw new errors.ForbiddenError();
      return found.updateSettings?.(ctx) ?? Promise.resolve();
    },
  }));

  async function isPassword(ctx: Context, password: unknown): Promise<boolean> {
    const { user } = ctx.state;
    const attempt = { account: `signed in ${user.id}`, address: ctx.ip };
    refuseIf(await limits.takeSignIn(attempt), ctx);
    const right =
      typeof password === 'string' && (await auth().validatePassword(password, user.password ?? ''));
    if (right) await limits.signedIn(attempt);
    return right;
  }

  /** Runs what a link opens; those that open nothing are counted. */
  async function byLink<T>(run: () => Promise<T>): Promise<T> {
    const ctx = request();
    if (ctx) refuseIf(await limits.takeLink(ctx.ip), ctx);
    const result = await run();
    if (ctx && result) await limits.linkHeld(ctx.ip);
    return result;
  }
}

function refuseIf(wait: number | undefined, ctx: Context | undefined): void {
  if (wait === undefined) return;
  ctx?.set('Retry-After', String(wait));
  const minutes = Math.ceil(wait / 60);
  throw new errors.RateLimitError(
    inBoth({
      en: `Too many attempts. Wait ${minutes} minutes and try again; an administrator can set a new password for you.`,
      km: `ព្យាយាមច្រើនដងពេក។ សូមរង់ចាំ ${minutes} នាទី រួចសាកម្ដងទៀត។ អ្នកគ្រប់គ្រងអាចកំណត់ពាក្យសម្ងាត់ថ្មីឱ្យអ្នកបាន។`,
    }),
    // Strapi's sign-in shows only errors that carry this; all others become a 501.
    { code: 'LOGIN_NOT_ALLOWED' },
  );
}

/** @throws ValidationError where a password is too weak. What is no string Strapi refuses by itself. */
function insist(password: unknown, { email, firstname, lastname }: Partial<User>): void {
  if (typeof password !== 'string') return;
  const personal = [email, firstname, lastname].filter((word) => typeof word === 'string');
  const weakness = weaknessOf(password, personal);
  if (weakness)
    throw atField('password', {
      en: `The password ${weakness.en}.`,
      km: `ពាក្យសម្ងាត់${weakness.km}។`,
    });
}

function atField(field: string, message: Localised<string>): Error {
  return new errors.ValidationError(inBoth(message), {
    errors: [{ name: 'ValidationError', path: [field], message: inBoth(message) }],
  });
}

// The form sends the present password only together with a new one.
const emailNeedsPassword = {
  en: 'Another e-mail address needs your current password: fill it in below, and beside it a new password (or the same one again).',
  km: 'ការប្ដូរអ៊ីមែលត្រូវការពាក្យសម្ងាត់បច្ចុប្បន្នរបស់អ្នក៖ សូមបំពេញវានៅខាងក្រោម រួមជាមួយពាក្យសម្ងាត់ថ្មី (ឬពាក្យដដែល)។',
};

const ownInProfile = {
  en: 'Change your own e-mail address and password in your profile, where your current password is asked for.',
  km: 'សូមប្ដូរអ៊ីមែល និងពាក្យសម្ងាត់ផ្ទាល់ខ្លួននៅក្នុងប្រវត្តិរូបរបស់អ្នក ដែលសួររកពាក្យសម្ងាត់បច្ចុប្បន្ន។',
};
