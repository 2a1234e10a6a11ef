import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { findProgram } from '../src/ensure-debian-package.ts';
import { root, toEnvironment } from '../src/environment.ts';
import { Metrics } from '../src/publisher/metrics.ts';
import { publicHeaders } from '../src/server/headers.ts';
import { grace } from '../src/server/serve.ts';
import { roles } from '../src/start/roles.ts';

vi.setConfig({ testTimeout: 60_000 });

const read = (name: string) => readFileSync(join(root, 'scripts/deploy', name), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'samleng-deploy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A unit's settings; of those given more than once, all. */
function settingsOf(unit: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of unit.split('\n')) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name) settings.set(name, [settings.get(name), value].filter(Boolean).join(' '));
  }
  return settings;
}

/** Of the data, what the web server reads, and what `pnpm build` makes of what all may read. */
const open = ['releases', 'current', 'examples', 'build'];

describe('The systemd units', () => {
  const unit = settingsOf(read('samleng@.service').replaceAll('\\\n', ''));

  it('start commands that exist, and every role', () => {
    const [node = '', script = '', role] = (unit.get('ExecStart') ?? '').split(' ');
    expect(node).toMatch(/^\/srv\/samleng\/app\//);
    expect(existsSync(node.replace('/srv/samleng/app', root)), node).toBe(true);
    expect(existsSync(join(root, script)), script).toBe(true);
    expect(role).toBe('%i');
    expect(unit.get('Documentation')).toBe('file:/srv/samleng/app/scripts/deploy/README.md');
    const wanted = settingsOf(read('samleng.target')).get('Wants')?.split(' ').sort();
    expect(wanted).toEqual(roles.map((name) => `samleng@${name}.service`).sort());
  });

  it('give the roles settings that they take, the data to write, and the time to end', () => {
    const values = Object.fromEntries(
      (unit.get('Environment') ?? '').split(' ').map((pair) => pair.split('=')),
    );
    const environment = toEnvironment(values as Record<string, string>);
    expect(environment).toMatchObject({ dataDir: '/srv/samleng/data', logFormat: 'json' });
    expect(environment.envFile).toBe(unit.get('EnvironmentFile'));
    expect(unit.get('ReadWritePaths')?.split(' ')).toContain(environment.dataDir);
    expect(Number(unit.get('TimeoutStopSec')) * 1000).toBeGreaterThan(grace + 5000);
    expect(unit.get('KillMode')).toBe('mixed');
  });

  it('let the web server, which is in their group, into the releases alone', () => {
    const [program = '', ...args] = (unit.get('ExecStartPre') ?? '').split(/\s+/);
    expect(unit.get('UMask')).toBe('0027');
    const data = join(folder, 'data');
    for (const name of ['database', 'releases']) {
      mkdirSync(join(data, name), { recursive: true });
      chmodSync(join(data, name), 0o750);
    }
    const { status, stderr } = spawnSync(
      program,
      args.map((arg) => arg.replace('/srv/samleng/data', data)),
      { encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    const table = readFileSync(join(root, 'scripts/README.md'), 'utf8').split('## What lies in DATA_DIR')[1];
    const rows = (table ?? '').split('\n## ')[0]?.match(/^\| `.*?\|/gm) ?? [];
    const known = rows.flatMap((row) => [...row.matchAll(/`(\w+)/g)].map(([, name = '']) => name));
    expect(known).toEqual(
      expect.arrayContaining(['database', 'uploads', 'content', 'publisher', 'renderer']),
    );
    const modeOf = (name: string) => (statSync(join(data, name)).mode & 0o777).toString(8);
    for (const name of new Set(known))
      if (!open.includes(name)) expect([name, modeOf(name)]).toEqual([name, '700']);
    expect(modeOf('releases')).toBe('750');
    // By hand the same, before the first start.
    const [, byHand = ''] = /install -d -m 700 -o samleng -g samleng \\\n(.*)/.exec(read('README.md')) ?? [];
    const paths = args
      .filter((arg) => arg.startsWith('/'))
      .map((path) => path.replace('/srv/samleng/data/', ''));
    expect(byHand.trim().split(' ')).toEqual(paths);
  });

  it.skipIf(!findProgram(['systemd-analyze']))('are understood by systemd, to the last word', () => {
    for (const name of ['samleng@.service', 'samleng.target'])
      writeFileSync(
        join(folder, name),
        read(name)
          .replaceAll('/srv/samleng/app', root)
          .replace(/^(User|Group)=samleng$/gm, '$1=root'),
      );
    for (const name of [...roles.map((role) => `samleng@${role}.service`), 'samleng.target']) {
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', name], {
        env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:` },
        encoding: 'utf8',
      });
      // Units of the machine itself may have their own complaints.
      expect(stderr.split('\n').filter((line) => line.includes('samleng'))).toEqual([]);
      expect(status, stderr).toBe(0);
    }
  });
});

/** nginx takes from maps what not every answer has: puts their values where they are used. */
function withMaps(text: string): string {
  const maps = text.matchAll(/map \$samleng_bare (\$\w+) \{\s+(.+);\s+\}/g);
  return [...maps].reduce((all, [, name = '', value = '']) => all.replaceAll(`${name} always`, value), text);
}

describe('The configurations of web servers', () => {
  it.each(['nginx.conf', 'Caddyfile'])('of %s send the headers that our site server sends', (name) => {
    const text = withMaps(read(name).toLowerCase().replaceAll('"', ''));
    for (const [header, value] of Object.entries(publicHeaders))
      expect(text, header).toContain(`${header} ${value.toLowerCase()}`);
  });

  it.each(['nginx.conf', 'Caddyfile'])('of %s never lead to the publisher', (name) => {
    const orders = read(name)
      .split('\n')
      .filter((line) => !line.trim().startsWith('#'));
    expect(orders.join('\n')).not.toMatch(/4322|hooks|metrics/);
  });

  it('tell the CMS whom they see, keep no reader’s address, and hold to TLS', () => {
    const nginx = read('nginx.conf').replace(/^ *#.*\n/gm, '');
    const told = nginx.match(/proxy_set_header X-Forwarded-For .*/g) ?? [];
    expect(new Set(told)).toEqual(new Set(['proxy_set_header X-Forwarded-For $remote_addr;']));
    expect(told.length).toBe(nginx.match(/proxy_set_header X-Forwarded-Proto /g)?.length);
    const format = /log_format [^;]+;/.exec(nginx)?.[0] ?? '';
    expect(format).not.toMatch(/remote_addr|request_uri|\$request |args|referer|forwarded/);
    expect(nginx.match(/access_log .*/g)).toEqual(
      expect.arrayContaining(['access_log /var/log/nginx/samleng.access.log samleng;']),
    );
    expect(nginx).toContain(
      'add_header Strict-Transport-Security $samleng_strict_transport_security always;',
    );
    const caddy = read('Caddyfile').replace(/^\s*#.*\n/gm, '');
    expect(caddy).toContain('Strict-Transport-Security max-age=31536000');
    expect(caddy).not.toContain('trusted_proxies');
    for (const field of ['remote_ip', 'client_ip', 'headers'])
      expect(caddy).toContain(`request>${field} delete`);
  });

  it.skipIf(!findProgram(['caddy']))('are understood by Caddy', () => {
    const config = join(root, 'scripts/deploy/Caddyfile');
    const { status, stderr } = spawnSync(
      'caddy',
      ['validate', '--config', config, '--adapter', 'caddyfile'],
      {
        env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
  });
});

describe('The publish workflow', () => {
  const text = readFileSync(join(root, '.github/workflows/publish.yml'), 'utf8').replace(/^ *#.*\n/gm, '');
  const [head = '', build = '', deploy = ''] = text.split(/^jobs:\n|^ {2}deploy:\n/m);

  it('lets the deploying job alone deploy: a build runs the code of every dependency', () => {
    expect(head).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    expect(head + build).not.toContain('write');
    expect(build).not.toContain('permissions');
    expect(deploy).toContain('permissions:\n      pages: write\n      id-token: write\n');
  });

  it('caches no texts, which pull requests could read after they were withdrawn', () => {
    expect(text.match(/\.data\S*/g)).toEqual(['.data/media']);
  });

  it('compares with the live site unless it is forced, by options that the build takes', () => {
    expect(build).toContain(
      "!(inputs.force || github.event.client_payload.force) && '--compare-with-live' || ''",
    );
    const { stdout } = spawnSync(process.execPath, [join(root, 'scripts/src/build.ts'), '--help'], {
      encoding: 'utf8',
    });
    for (const [option] of build.matchAll(/--(?!yes)[a-z-]+/g)) expect(stdout).toContain(option);
  });
});

describe('Workflows and the package manager', () => {
  it('are fixed to what nobody can change under their names', () => {
    const folder = join(root, '.github/workflows');
    for (const name of readdirSync(folder))
      for (const [, used = ''] of readFileSync(join(folder, name), 'utf8').matchAll(/uses: *(.*)/g))
        expect(used, name).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      packageManager?: string;
    };
    expect(packageManager).toMatch(/^pnpm@12\.\d+\.\d+(\+sha512\.[0-9a-f]+)?$/);
  });
});

describe('The alerts', () => {
  it('ask only for metrics that the publisher has, and their labels', async () => {
    const text = await new Metrics().text({});
    const asked = [read('alerts.yml'), read('README.md')].join('\n').match(/\bsamleng_\w+/g) ?? [];
    expect(new Set(asked).size).toBeGreaterThan(6);
    const has = new Set(text.match(/^samleng_\w+/gm));
    expect([...new Set(asked)].filter((name) => !has.has(name))).toEqual([]);
    for (const [, metric = '', label = '', value = ''] of read('alerts.yml').matchAll(
      /(samleng_\w+)\{(\w+)="(\w+)"\}/g,
    ))
      expect(text).toContain(`${metric}{${label}="${value}"}`);
  });
});
