import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeExit, startNode, type Child } from '../child.ts';
import { root } from '../environment.ts';
import { remove } from '../files.ts';
import { freePort } from '../free-port.ts';
import type { Role } from '../start/roles.ts';

/** A whole Samleng of its own in a temporary folder: real processes, free ports, secrets of its own. */
export interface BenchHouse {
  readonly folder: string;
  readonly cmsUrl: string;
  readonly siteUrl: string;
  readonly publisherUrl: string;
  readonly cmsToken: string;
  /** Reads everything over REST. */
  readonly restToken: string;
  readonly admin: { readonly email: string; readonly password: string };
  /** Starts a role as `pnpm start <role>` does, and waits until it answers. */
  start(role: Role): Promise<void>;
  /** Runs a Node program of the repository to its end. Returns what it printed. */
  run(program: Program): Promise<string>;
  /** Ends all processes, and removes the folder unless it is to be kept. */
  end(keep: boolean): Promise<void>;
}

export interface Program {
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  /** Hears the process's id once it runs. */
  readonly onStart?: (pid: number) => void;
}

const answersAt: Readonly<Record<Role, string>> = {
  cms: '/_health',
  site: '/release.json',
  publisher: '/healthz',
};

/** Prepares a house; nothing runs yet. */
export async function makeBenchHouse(): Promise<BenchHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'samleng-bench-'));
  const secret = () => randomBytes(32).toString('hex');
  const ports = { cms: await freePort(), site: await freePort(), publisher: await freePort() };
  const own = {
    CMS_PORT: String(ports.cms),
    SITE_PORT: String(ports.site),
    PUBLISHER_PORT: String(ports.publisher),
    HOST: '127.0.0.1',
    DATA_DIR: join(folder, 'data'),
    CMS_URL: `http://127.0.0.1:${ports.cms}`,
    SITE_URL: `http://127.0.0.1:${ports.site}`,
    PUBLISHER_URL: `http://127.0.0.1:${ports.publisher}`,
    CMS_TOKEN: secret(),
    PUBLISH_SECRET: secret(),
    ADMIN_EMAIL: 'editor@samleng.localhost',
    ADMIN_PASSWORD: `Aa1${secret()}`,
    APP_KEYS: `${secret()},${secret()}`,
    API_TOKEN_SALT: secret(),
    ADMIN_JWT_SECRET: secret(),
    TRANSFER_TOKEN_SALT: secret(),
    ENCRYPTION_KEY: secret(),
    JWT_SECRET: secret(),
  };
  const envFile = join(folder, '.env');
  mkdirSync(own.DATA_DIR);
  writeFileSync(
    envFile,
    Object.entries(own)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    {
      mode: 0o600,
    },
  );
  const restToken = secret();
  // What the machine has set for a Samleng of its own must not reach this one.
  const foreign = {
    DATABASE_URL: '',
    PUBLISH_TARGET: '',
    PUBLISH_INTERVAL: '',
    SAMLENG_SEED: '',
    VITEST: '',
  };
  const env = {
    ...process.env,
    ...foreign,
    ...own,
    ENV_FILE: envFile,
    ENV_PATH: envFile,
    NODE_ENV: 'production',
    STRAPI_TELEMETRY_DISABLED: 'true',
  };
  const children = new Set<Child>();

  function launch({ args, cwd = root, env: more, onLine, onStart }: Program) {
    const lines: string[] = [];
    const child = startNode({
      args,
      cwd,
      env: { ...env, ...more },
      onLine(line) {
        lines.push(line);
        onLine?.(line);
      },
    });
    children.add(child);
    void child.exit.then(() => children.delete(child));
    onStart?.(child.pid);
    return { child, lines };
  }

  return {
    folder,
    cmsUrl: own.CMS_URL,
    siteUrl: own.SITE_URL,
    publisherUrl: own.PUBLISHER_URL,
    cmsToken: own.CMS_TOKEN,
    restToken,
    admin: { email: own.ADMIN_EMAIL, password: own.ADMIN_PASSWORD },
    async start(role) {
      const { child, lines } = launch({ args: [join(root, 'scripts/src/start.ts'), role, '--no-demo'] });
      let ended: string | undefined;
      void child.exit.then((exit) => (ended = describeExit(exit)));
      const url = `http://127.0.0.1:${ports[role]}${answersAt[role]}`;
      for (const deadline = Date.now() + 180_000; Date.now() < deadline; await sleep(100)) {
        if (ended) throw new Error(`The ${role} ended ${ended}:\n${lines.slice(-20).join('\n')}`);
        const answer = await fetch(url).catch(() => undefined);
        // The site has nothing to show before the first release; that it answers is enough.
        if (answer && (answer.ok || role === 'site')) return;
      }
      throw new Error(`The ${role} does not answer:\n${lines.slice(-20).join('\n')}`);
    },
    async run(program) {
      const { child, lines } = launch({ ...program, env: { ...program.env, BENCH_TOKEN: restToken } });
      const exit = await child.exit;
      if (exit.code === 0) return lines.join('\n');
      throw new Error(`${program.args[0]} ended ${describeExit(exit)}:\n${lines.slice(-25).join('\n')}`);
    },
    async end(keep) {
      await Promise.all([...children].map((child) => child.stop()));
      if (!keep) remove(folder);
    },
  };
}
