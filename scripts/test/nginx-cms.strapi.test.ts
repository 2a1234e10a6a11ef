import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureNginx, startNginx, type Nginx } from './house/nginx.ts';
import { eventually, type House, makeHouse } from './house/running-house.ts';
import { ask } from './room/serving.ts';

const program = await ensureNginx();

let house: House;
let nginx: Nginx;

beforeAll(async () => {
  if (!program) return;
  house = await makeHouse({ TRUSTED_PROXIES: '1' });
  await house.start('cms');
  const { CMS_PORT, SITE_PORT } = house.environment;
  nginx = await startNginx({
    program,
    dataDir: house.dataDir,
    site: Number(SITE_PORT),
    cms: Number(CMS_PORT),
  });
});

afterAll(async () => {
  await nginx?.end();
  await house?.end();
});

/** Signs in through nginx. @param from the address of this machine to come from. @param claimed what the sender says. */
function signIn(password: string, from: string, claimed: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({
      port: nginx.cmsPort,
      host: '127.0.0.1',
      localAddress: from,
      method: 'POST',
      path: '/admin/login',
      headers: { host: 'localhost', 'content-type': 'application/json', 'x-forwarded-for': claimed },
    });
    sent.once('response', (answer) => answer.resume().once('end', () => resolve(answer.statusCode ?? 0)));
    sent.once('error', reject);
    sent.end(JSON.stringify({ email: house.environment['ADMIN_EMAIL'], password }));
  });
}

describe.skipIf(!program)('The CMS behind nginx', () => {
  it('limits sign-ins by the address that nginx sees, whatever the sender claims', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => signIn('wrong', '127.0.0.1', `203.0.113.${index}`)),
    );
    const count = (status: number) => answers.filter((answer) => answer === status).length;
    expect([count(400), count(429)]).toEqual([5, 25]);
    const password = house.environment['ADMIN_PASSWORD'] ?? '';
    expect(await signIn(password, '127.0.0.1', '203.0.113.200')).toBe(429);
    // Others, elsewhere, are not kept out by that, not even by one who claims to be them.
    expect(await signIn(password, '127.0.0.2', '127.0.0.1')).toBe(200);
  });

  it('leaves no address and no key out of a query in any log', async () => {
    // By a name, so that the number of this machine can only be the reader's.
    const named = { host: 'localhost' };
    await ask(nginx.sitePort, '/en/?utm=somebody&token=geheim', named);
    await ask(nginx.sitePort, '/preview/article/one/?signature=geheim', named);
    await ask(nginx.cmsPort, '/admin/registration-info?registrationToken=geheim', named);
    await ask(nginx.cmsPort, '/api/articles?token=geheim', named);
    const lines = await eventually('the lines are written', () => {
      const text = nginx.requests();
      return text.includes('/admin/registration-info') && text.includes('/en/') && text;
    });
    await eventually('the CMS has written its line', () =>
      house.outputOf('cms').includes('registration-info'),
    );
    // The first one, that waited for nginx, asked for it by its number.
    expect((lines + nginx.errors()).replaceAll('] 127.0.0.1 "', '')).not.toMatch(/127\.0\.0\./);
    expect(lines + nginx.errors() + house.outputOf('cms')).not.toMatch(/geheim|somebody/);
  });
});
