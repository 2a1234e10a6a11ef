import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { attemptLimits } from '../src/accounts/attempt-limits';
import { bootStrapi, type Booted, testSecrets } from './boot-strapi';

let cms: Booted;
const { ADMIN_EMAIL: admin, ADMIN_PASSWORD: password } = testSecrets;
const inKhmer = /[\u1780-\u17ff]/;

beforeAll(async () => {
  cms = await bootStrapi({ env: { TRUSTED_PROXIES: '1' } });
});
afterAll(async () => {
  await cms.stop();
  process.env.TRUSTED_PROXIES = '';
});

interface Said {
  readonly status: number;
  readonly message: string;
  readonly cookies: string;
}

let addresses = 0;
/** An address that nobody used before. */
const elsewhere = () => `198.51.${Math.floor(addresses / 200)}.${(addresses++ % 200) + 1}`;

/** Sends something as a proxy passes it on: what it saw of the sender stands last. */
async function post(
  path: string,
  body: object,
  { from = elsewhere(), claims = '', cookies = '', method = 'POST', token = '' } = {},
): Promise<Said> {
  const response = await fetch(`${cms.url}/admin/${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      'X-Forwarded-For': claims ? `${claims}, ${from}` : from,
      ...(cookies && { Cookie: cookies }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const { error } = (text ? JSON.parse(text) : {}) as { error?: { message: string } };
  const set = response.headers.getSetCookie().filter((cookie) => cookie.startsWith('samleng_'));
  return {
    status: response.status,
    message: error?.message ?? '',
    cookies: set.map((cookie) => cookie.split(';')[0]).join('; '),
  };
}

type Options = Parameters<typeof post>[2];
const signIn = (email: string, secret: string, options?: Options) =>
  post('login', { email, password: secret }, options);

async function addUser(email: string, changes?: object): Promise<{ id: number; email: string }> {
  const role = await cms.strapi.db.query('admin::role').findOne({ where: { code: 'strapi-editor' } });
  const users = cms.strapi.service('admin::user') as unknown as {
    create(user: object): Promise<{ id: number; email: string }>;
  };
  const names = { firstname: 'Sok', lastname: 'Dara', roles: [role?.id] };
  return users.create({ email, ...names, ...(changes ?? { password, isActive: true }) });
}

/** Statuses, each with how often it came. */
function counted(answers: readonly Said[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** What Strapi compares passwords with. It takes its time on purpose. */
const bcrypt = (() => {
  const strapi = createRequire(createRequire(import.meta.url).resolve('@strapi/strapi'));
  return createRequire(strapi.resolve('@strapi/admin/strapi-server'))('bcryptjs') as {
    compare(password: string, hash: string): Promise<boolean>;
  };
})();

/** Runs what tries wrong passwords alone, without the time that bcrypt takes for each. */
async function quickly<T>(run: () => Promise<T>): Promise<T> {
  const compare = vi.spyOn(bcrypt, 'compare').mockResolvedValue(false);
  return run().finally(() => compare.mockRestore());
}

const many = <T>(times: number, run: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: times }, (_, index) => run(index)));

describe('Signing in', () => {
  it('is limited for one address at one account, whatever the sender claims to be, and all at once', async () => {
    await addUser('guessed@samleng.test');
    const from = elsewhere();
    const answers = await many(20, (index) =>
      signIn('guessed@samleng.test', `wrong ${index}`, { from, claims: `203.0.113.${index}` }),
    );
    const { accountAndAddress } = attemptLimits;
    expect(counted(answers)).toEqual({ 400: accountAndAddress, 429: 20 - accountAndAddress });
    const refused = await signIn('guessed@samleng.test', password, { from });
    expect([refused.status, refused.message]).toEqual([429, expect.stringMatching(inKhmer)]);
    // Nobody else is concerned.
    expect((await signIn('guessed@samleng.test', password)).status).toBe(200);
    expect((await signIn(admin, password, { from })).status).toBe(200);
  });

  it('is limited for one address that goes through many accounts', async () => {
    const from = elsewhere();
    const tries = attemptLimits.address + 5;
    const answers = await quickly(() =>
      many(tries, (index) => signIn(`nobody-${index}@samleng.test`, 'wrong', { from })),
    );
    expect(counted(answers)).toEqual({ 400: attemptLimits.address, 429: 5 });
  });

  it('is limited for one account by many addresses, and its owner’s browser still gets in', async () => {
    await addUser('sprayed@samleng.test');
    const { cookies } = await signIn('sprayed@samleng.test', password);
    expect(cookies).toContain('samleng_device=');
    const tries = attemptLimits.account + 5;
    const sprayed = await quickly(() => many(tries, () => signIn('sprayed@samleng.test', 'wrong')));
    expect(counted(sprayed)).toEqual({ 400: attemptLimits.account, 429: 5 });
    expect((await signIn('sprayed@samleng.test', password)).status).toBe(429);
    expect((await signIn('sprayed@samleng.test', password, { cookies })).status).toBe(200);
    // A cookie that we did not sign, or that is another account's, opens nothing.
    const forged = cookies.replace(/samleng_device=(\w+)\.\w+/, 'samleng_device=$1.made-up');
    expect((await signIn('sprayed@samleng.test', password, { cookies: forged })).status).toBe(429);
    const foreign = (await signIn(admin, password)).cookies;
    expect((await signIn('sprayed@samleng.test', password, { cookies: foreign })).status).toBe(429);
    // Nor may a known browser guess without end.
    const guesses = await quickly(() => many(15, () => signIn('sprayed@samleng.test', 'wrong', { cookies })));
    expect(counted(guesses)).toEqual({ 400: attemptLimits.device, 429: 15 - attemptLimits.device });
  });

  it('counts what fails, and forgets it after a success', async () => {
    const from = elsewhere();
    for (let round = 0; round < 7; round += 1) {
      expect((await quickly(() => signIn(admin, 'wrong', { from }))).status).toBe(400);
      expect((await signIn(admin, password, { from })).status).toBe(200);
    }
  });

  it('compares one password whether the account exists, is only invited, or not', async () => {
    await addUser('invited@samleng.test', { isActive: false });
    await signIn('nobody@samleng.test', 'warms up');
    const compare = vi.spyOn(bcrypt, 'compare');
    try {
      for (const email of [admin, 'invited@samleng.test', 'nobody@samleng.test']) {
        compare.mockClear();
        const { status, message } = await signIn(email, 'wrong');
        expect([email, status, message, compare.mock.calls.length]).toEqual([
          email,
          400,
          'Invalid credentials',
          1,
        ]);
      }
    } finally {
      compare.mockRestore();
    }
  });
});

describe('A password', () => {
  const weak = [
    'Short-1a',
    'Password12345',
    'Samleng-2026!',
    'Qwertyuiop1234',
    'Aaaabbbb1111',
    'Welcome12345!',
  ];

  it('is refused as too weak wherever one is set, in both languages', async () => {
    const user = await addUser('weak@samleng.test');
    const invited = await addUser('new@samleng.test', {
      isActive: false,
      registrationToken: 'invitation',
    });
    const reset = { resetPasswordToken: 'reset', resetPasswordTokenExpiresAt: new Date(Date.now() + 60_000) };
    await cms.strapi.db.query('admin::user').update({ where: { id: user.id }, data: reset });
    const token = await tokenOf('weak@samleng.test');
    const ways = [
      (secret: string) =>
        post('register', {
          registrationToken: 'invitation',
          userInfo: { firstname: 'Sok', lastname: 'Dara', password: secret },
        }),
      (secret: string) =>
        post('users/me', { password: secret, currentPassword: password }, { method: 'PUT', token }),
      // After the one before: it ends all sessions.
      (secret: string) => post('reset-password', { resetPasswordToken: 'reset', password: secret }),
      async (secret: string) => {
        const { status, body } = await cms.admin(`/admin/users/${invited.id}`, {
          method: 'PUT',
          body: { password: secret },
        });
        return { status, message: body.error?.message ?? '' };
      },
    ];
    for (const [way, set] of ways.entries())
      for (const secret of weak) {
        const { status, message } = await set(secret);
        expect([way, secret, status, message]).toEqual([way, secret, 400, expect.stringMatching(inKhmer)]);
      }
    // Nothing was lost by the refusals: the session holds, and so do the links.
    expect((await post('users/me', { firstname: 'Sok' }, { method: 'PUT', token })).status).toBe(200);
    for (const [way, set] of ways.entries()) {
      const { status, message } = await set(`Nine-looms-by-the-river-${way}`);
      expect([way, status, message]).toEqual([way, 200, '']);
    }
  });

  it('of one’s own, and one’s e-mail address, are changed only by who knows the present one', async () => {
    const user = await addUser('own@samleng.test');
    const token = await tokenOf('own@samleng.test');
    const put = (path: string, body: object) =>
      post(path, body, { method: 'PUT', token, from: '192.0.2.77' });
    const email = 'taken-over@samleng.test';
    for (const body of [{ email }, { email, currentPassword: 'wrong' }]) {
      const { status, message } = await put('users/me', body);
      expect([status, message]).toEqual([400, expect.stringMatching(inKhmer)]);
    }
    expect((await put('users/me', { email: 'Own@samleng.test', firstname: 'Same' })).status).toBe(200);
    expect((await put('users/me', { email, currentPassword: password })).status).toBe(200);
    // An administrator's session must not be a way around for the administrator's own account.
    const me = await cms.admin('/admin/users/me');
    const { id } = me.body.data as unknown as { id: number };
    for (const body of [{ email: 'x@samleng.test' }, { password: 'Nine-looms-by-the-river' }]) {
      const answer = await cms.admin(`/admin/users/${id}`, { method: 'PUT', body });
      expect([answer.status, answer.body.error?.message]).toEqual([400, expect.stringMatching(inKhmer)]);
    }
    const other = await cms.admin(`/admin/users/${user.id}`, {
      method: 'PUT',
      body: { email: 'own@samleng.test' },
    });
    expect(other.status).toBe(200);
    // A stolen session may not guess without end.
    const guesses = await many(10, (index) => put('users/me', { email, currentPassword: `wrong ${index}` }));
    expect(counted(guesses)[429]).toBeGreaterThan(0);
  });
});

async function tokenOf(email: string): Promise<string> {
  const response = await fetch(`${cms.url}/admin/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': elsewhere() },
    body: JSON.stringify({ email, password }),
  });
  return ((await response.json()) as { data: { token: string } }).data.token;
}

describe('“Forgot password”', () => {
  it('says whom to ask where there is no mail, the same for everybody, and sends nothing', async () => {
    for (const email of [admin, 'nobody@samleng.test']) {
      const { status, message } = await post('forgot-password', { email });
      expect([status, message]).toEqual([400, expect.stringMatching(/administrator.*[\u1780-\u17ff]/)]);
    }
    const user = await cms.strapi.db.query('admin::user').findOne({ where: { email: admin } });
    expect(user?.resetPasswordToken).toBeNull();
    const mail = await cms.admin('/email', {
      method: 'POST',
      body: { to: 'somebody@samleng.test', text: 'x' },
    });
    expect(mail.status).toBe(400);
  });

  it('and links that set a password are limited by address', async () => {
    const from = elsewhere();
    const answers = await many(attemptLimits.links + 5, (index) =>
      index % 2
        ? post(
            'reset-password',
            { resetPasswordToken: `x${index}`, password: 'Nine-looms-river-1' },
            { from },
          )
        : post('forgot-password', { email: `${index}@samleng.test` }, { from }),
    );
    expect(counted(answers)).toEqual({ 400: attemptLimits.links, 429: 5 });
  });
});

describe('The door of the CMS', () => {
  it('takes no body slower than any line', async () => {
    const old = cms.strapi.config.get('server.bodyDeadlineMs');
    cms.strapi.config.set('server.bodyDeadlineMs', 100);
    try {
      const { port } = new URL(cms.url);
      const closed = ['POST /admin/login', 'GET /admin/init', 'POST /api/feed'].map(
        (line) =>
          new Promise<string>((resolve) => {
            const socket = connect(Number(port), '127.0.0.1');
            socket.write(
              `${line} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
            );
            socket
              .resume()
              .once('error', () => undefined)
              .once('close', () => resolve('closed'));
          }),
      );
      expect(await Promise.all(closed)).toEqual(['closed', 'closed', 'closed']);
    } finally {
      cms.strapi.config.set('server.bodyDeadlineMs', old);
    }
    const { httpServer } = cms.strapi.server;
    expect(httpServer.headersTimeout).toBeLessThanOrEqual(15_000);
  });

  it('opens to its own names, and to pages of its own alone where something is sent', async () => {
    const ask = (headers: Record<string, string>, method = 'GET') => rawStatus(cms.url, method, headers);
    for (const Host of ['localhost:1337', '127.0.0.1', '[::1]:1337', '192.168.1.5:1337', 'cms.localhost'])
      expect([Host, await ask({ Host })]).toEqual([Host, 200]);
    for (const Host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:1337'])
      expect([Host, await ask({ Host })]).toEqual([Host, 421]);
    const Host = 'localhost:1337';
    for (const Origin of ['https://evil.example', 'http://localhost:4321', 'null'])
      expect([Origin, await ask({ Host, Origin }, 'POST')]).toEqual([Origin, 403]);
    expect(await ask({ Host, Origin: 'http://localhost:1337' }, 'POST')).not.toBe(403);
  });
});

/** The status of an answer to a request with headers that fetch would not send. */
function rawStatus(url: string, method: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} /admin/init HTTP/1.1\r\n${lines.join('')}Connection: close\r\n\r\n`);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.once('close', () => resolve(Number(text.split(' ')[1])));
    socket.once('error', reject);
  });
}
