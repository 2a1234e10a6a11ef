import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockCms } from '../src/start/house-lock.ts';
import { cmsToken } from './room/fake-cms.ts';
import { openWorkshop, secret, until, type Workshop } from './room/workshop.ts';

// Real processes and servers: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(async () => {
  await workshop.end();
});

/** Runs one of the root's commands as a person would, in the workshop's environment. */
async function run(command: string, args: string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { dataDir } = workshop.environment;
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(`../src/${command}.ts`, import.meta.url)), ...args],
    {
      env: {
        ...process.env,
        ENV_FILE: join(dataDir, '../.env'),
        DATA_DIR: dataDir,
        CMS_URL: workshop.cms.url,
        CMS_TOKEN: cmsToken,
        PUBLISH_SECRET: secret,
        ...env,
      },
    },
  );
  let [out, complaints] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, out, complaints };
}

describe('Every command', () => {
  const commands = [
    'start',
    'test',
    'check',
    'build',
    'compile',
    'seed',
    'redeploy',
    'releases',
    'verify',
    'rollback',
    'soak',
    'lighthouse',
    'look',
  ];

  it('answers --help without doing anything else', async () => {
    for (const command of commands) {
      const { code, out, complaints } = await run(command, ['--help']);
      expect([code, complaints], command).toEqual([0, '']);
      expect(out, command).toMatch(new RegExp(`^pnpm ${command}`));
    }
  });

  it('names what it does not understand', async () => {
    for (const command of ['start', 'check', 'build', 'seed', 'redeploy', 'releases', 'rollback', 'soak']) {
      const { code, complaints } = await run(command, ['--frobnicate']);
      expect(code, command).toBe(2);
      expect(complaints, command).toMatch(/--frobnicate[\s\S]*--help/);
    }
  });
});

describe('pnpm redeploy', () => {
  it('asks a running publisher, builds though nothing changed, and reports', async () => {
    const publisher = await workshop.start();
    await until(
      'the first release is live',
      () => publisher.publisher.status().round?.result === 'published',
    );
    const { code, out } = await run('redeploy', [], { PUBLISHER_PORT: String(publisher.port) });
    expect(code).toBe(0);
    expect(out).toMatch(/Live: revision 1, 5 of 5 pages rendered/);
    expect(workshop.builds()).toEqual([1, 1]);
  });

  it('tells the reason when the build fails or the CMS is away, and exits with 1', async () => {
    const publisher = await workshop.start();
    await until(
      'the first release is live',
      () => publisher.publisher.status().round?.result === 'published',
    );
    workshop.order({ fail: 'A sentence that says why.' });
    const failed = await run('redeploy', [], { PUBLISHER_PORT: String(publisher.port) });
    expect([failed.code, failed.complaints]).toEqual([
      1,
      'A sentence that says why.\nNothing was redeployed; the live site stays as it was.\n',
    ]);
    workshop.cms.down = true;
    const away = await run('redeploy', [], { PUBLISHER_PORT: String(publisher.port) });
    expect(away.code).toBe(1);
    expect(away.complaints).toMatch(/The CMS at .* answers 503/);
  });

  it('exits with 1 when the pages are live and what follows them cannot be made', async () => {
    const publisher = await workshop.start();
    await until('the first release is at rest', () => publisher.publisher.status().state === 'idle');
    workshop.order({ follows: 1, followFails: 'the search index' });
    const { code, out, complaints } = await run('redeploy', [], { PUBLISHER_PORT: String(publisher.port) });
    expect([code, complaints]).toEqual([
      1,
      'The pages are live. What follows them could not be made:\nthe search index: It cannot be made.\n',
    ]);
    expect(out).not.toContain('Live: revision');
    expect(workshop.builds()).toEqual([1, 1]);
  });

  it('refuses to guess when a publisher works on the folder at another port', async () => {
    await workshop.start();
    const { code, complaints } = await run('redeploy', [], { PUBLISHER_PORT: '1' });
    expect(code).toBe(1);
    expect(complaints).toContain('Set PUBLISHER_PORT to its port');
  });
});

describe('pnpm releases', () => {
  it('lists what is kept and says which one is live', async () => {
    expect((await run('releases')).out).toContain('No release yet');
    const publisher = await workshop.start();
    await until(
      'the first release is live',
      () => publisher.publisher.status().round?.result === 'published',
    );
    const { out } = await run('releases');
    expect(out).toMatch(/live → \d{8}-\d{6}-r1\s+1 .* 0123456789ab/);
    const [release] = JSON.parse((await run('releases', ['--json'])).out) as unknown[];
    expect(release).toMatchObject({ live: true, revision: 1, version: '0123456789ab' });
  });
});

describe('pnpm verify', () => {
  it('names each file that is not as it was made, and a running publisher makes it anew within the hour', async () => {
    const { publisher } = await workshop.start();
    await until('the first release is live', () => publisher.status().round?.result === 'published');
    workshop.cms.publish();
    publisher.request();
    await until('the second release is live', () => workshop.live()?.revision === 2);
    await until('it is whole', async () => (await run('verify')).code === 0);
    expect((await run('verify')).out).toMatch(/-r2: all \d+ files are as they were made/);
    const current = join(workshop.environment.dataDir, 'current');
    const [before] = workshop.releases().slice(-1);
    const page = join(current, 'en/index.html');
    // Not a byte more or less, and valid HTML: a look at its form finds nothing.
    writeFileSync(page, readFileSync(page, 'utf8').replace('<title>', '<TITLE>'));
    rmSync(join(current, 'km/index.html'));
    writeFileSync(join(current, 'en/stray.html'), 'stray');
    const { code, complaints } = await run('verify');
    expect(code).toBe(1);
    expect(complaints).toContain('/en/index.html holds other bytes than it was made with.');
    expect(complaints).toContain('/km/index.html is missing.');
    expect(complaints).toContain('/en/stray.html was not put there by the publisher.');
    await workshop.hourPasses();
    await until('another release is live', () => workshop.releases().at(-1) !== before);
    await until('it is whole', async () => (await run('verify')).code === 0);
    expect(workshop.log.join('\n')).toMatch(
      /Error: the live files are not as they were made[^]*en.index.html/,
    );
    // And stays in peace.
    const whole = workshop.releases().at(-1);
    await workshop.hourPasses();
    expect([workshop.releases().at(-1), workshop.live()?.revision]).toEqual([whole, 2]);
  });
});

describe('pnpm rollback', () => {
  it('works at once without network, npm and pnpm', async () => {
    const publisher = await workshop.start();
    await until('the first release is live', () => workshop.live()?.revision === 1);
    workshop.cms.publish();
    publisher.publisher.request();
    await until('the second release is live', () => workshop.live()?.revision === 2);
    await publisher.close();
    const script = fileURLToPath(new URL('../run', import.meta.url));
    const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const { status, stderr } = spawnSync('unshare', [...asRoot, '--net', script, 'rollback'], {
      cwd: '/',
      encoding: 'utf8',
      env: {
        PATH: '/usr/bin:/bin',
        ENV_FILE: join(workshop.environment.dataDir, '../.env'),
        DATA_DIR: workshop.environment.dataDir,
        PUBLISH_SECRET: secret,
      },
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(workshop.live()?.revision).toBe(1);
  });
});

describe('pnpm build', () => {
  it('never sweeps away a folder that is not a build', async () => {
    const mine = join(workshop.environment.dataDir, 'mine');
    mkdirSync(mine, { recursive: true });
    writeFileSync(join(mine, 'letter.txt'), 'dear all');
    const { code, complaints } = await run('build', ['--out', mine]);
    expect(code).toBe(1);
    expect(complaints).toContain('holds something that is no build of Samleng');
  });
});

describe('pnpm start', () => {
  it('names every busy port and free ones to use instead', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const busy = String((server.address() as AddressInfo).port);
    const { code, complaints } = await run('start', [], { CMS_PORT: busy });
    server.close();
    expect(code).toBe(1);
    expect(complaints).toMatch(new RegExp(`Port ${busy}, meant for the CMS, is in use`));
    expect(complaints).toMatch(/CMS_PORT=\d+ (?:\w+=\d+ )*pnpm start/);
  });

  it('is refused where another Samleng works on the same data, before anything boots', async () => {
    const { dataDir } = workshop.environment;
    await workshop.start();
    const ports = { CMS_PORT: '4', SITE_PORT: '5', PUBLISHER_PORT: '6' };
    const second = await run('start', ['--no-demo'], ports);
    expect([second.code, second.complaints]).toEqual([
      1,
      expect.stringMatching(/^Another publisher already works on .* End it, or give this Samleng a folder/),
    ]);
    const lock = lockCms(dataDir);
    const cms = await run('start', ['cms'], ports);
    lock.release();
    expect([cms.code, cms.complaints]).toEqual([1, expect.stringMatching(/^Another CMS already works on /)]);
    expect(readdirSync(join(dataDir, 'database'))).toEqual(['cms.lock']);
  });

  it('knows its own parts', async () => {
    const { code, complaints } = await run('start', ['kitchen']);
    expect([code, complaints]).toEqual([
      1,
      '"kitchen" is no part of Samleng. Name one of cms, site, publisher, or none.\n',
    ]);
  });

  it('says when the data folder cannot be used', async () => {
    const file = join(workshop.environment.dataDir, '../a-file');
    writeFileSync(file, '');
    const { code, complaints } = await run('start', ['site'], { DATA_DIR: join(file, 'data') });
    expect(code).toBe(1);
    expect(complaints).toMatch(/^The data folder .* cannot be written: .*Choose another DATA_DIR\.\n$/);
  });
});

describe('`pnpm start`', () => {
  it('closes the data folder to other people of the machine, and leaves the web server’s group its way', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const SITE_PORT = String((taken.address() as AddressInfo).port);
    const modeAfter = async (DATA_DIR: string) => {
      const { complaints } = await run('start', ['site'], { DATA_DIR, SITE_PORT });
      expect(complaints).toContain(`Port ${SITE_PORT} is in use`);
      return (statSync(DATA_DIR).mode & 0o777).toString(8);
    };
    try {
      const made = join(workshop.environment.dataDir, 'made');
      expect(await modeAfter(made)).toBe('700');
      chmodSync(made, 0o755);
      expect(await modeAfter(made)).toBe('750');
    } finally {
      taken.close();
    }
  });
});
