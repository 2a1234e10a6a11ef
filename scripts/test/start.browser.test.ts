import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startInFolder } from './house/odd-folder.ts';
import { eventually, freePort } from './house/running-house.ts';

// Named a browser test for the admin, which `pnpm start` wants compiled: here it cannot be.
const folder = mkdtempSync(join(tmpdir(), 'samleng-start-'));
let started: ChildProcess | undefined;

afterAll(async () => {
  if (started?.exitCode === null) {
    const ended = new Promise((resolve) => started?.once('exit', resolve));
    started.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

it('makes a first site from a read-only folder with spaces and Khmer letters, on IPv6 alone, before its public names exist', async () => {
  const [cms, site, publisher] = [await freePort(), await freePort(), await freePort()];
  let printed = '';
  started = startInFolder(join(folder, 'my code', 'សំឡេង កម្មករ'), ['scripts/src/start.ts'], {
    ...process.env,
    ENV_FILE: join(folder, '.env'),
    DATA_DIR: join(folder, 'ទិន្នន័យ of ours'),
    HOST: '::1',
    CMS_PORT: String(cms),
    SITE_PORT: String(site),
    PUBLISHER_PORT: String(publisher),
    CMS_URL: 'https://cms.samleng.invalid',
    SITE_URL: 'https://samleng.invalid',
    DATABASE_URL: '',
    VITEST: undefined,
  });
  for (const stream of [started.stdout, started.stderr])
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const get = (port: number, path: string) => fetch(`http://[::1]:${port}${path}`);
  await eventually(
    () => `Samleng says that it is live; it printed: ${printed.slice(-3000)}`,
    () => started?.exitCode !== null || printed.includes('Samleng is live'),
    600,
  );
  expect(started.exitCode, printed).toBeNull();
  const front = await (await get(site, '/en/')).text();
  // The picture came from the CMS over the address that is not public.
  const [picture = ''] = /\/media\/[\w./-]+/.exec(front) ?? [];
  expect((await get(site, picture)).headers.get('content-type')).toMatch(/^image\//);
  expect(front).not.toContain('[::1]');
  expect((await get(cms, '/admin')).status).toBe(200);
}, 660_000);
