import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, installPackage, mayInstall } from '../../src/ensure-debian-package.ts';
import { eventually, freePort } from './running-house.ts';

const template = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url));

/** The path of nginx, installed where we may; undefined, with the reason printed, where we may not. */
export async function ensureNginx(): Promise<string | undefined> {
  const found = findProgram(['nginx']);
  if (found) return found;
  if (mayInstall()) return installPackage('nginx');
  process.stderr.write(
    'The tests of nginx are left out: there is no nginx, and only root may install one. apt-get install nginx\n',
  );
  return undefined;
}

/** A real nginx with scripts/deploy/nginx.conf, of which only names, ports and folders are changed. */
export interface Nginx {
  readonly sitePort: number;
  readonly cmsPort: number;
  /** What it wrote about errors so far. */
  errors(): string;
  /** What it wrote about requests so far. */
  requests(): string;
  end(): Promise<void>;
}

interface Options {
  readonly program: string;
  readonly dataDir: string;
  /** Where our own site server and the CMS listen. */
  readonly site: number;
  readonly cms: number;
}

export async function startNginx({ program, dataDir, site, cms }: Options): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'samleng-nginx-'));
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name));
  const [sitePort, cmsPort] = [await freePort(), await freePort()];
  let listens = 0;
  const servers = readFileSync(template, 'utf8')
    .replaceAll('/srv/samleng/data/', `${dataDir}/`)
    .replaceAll('/var/log/nginx/', `${folder}/`)
    .replaceAll('127.0.0.1:4321', `127.0.0.1:${site}`)
    .replaceAll('127.0.0.1:1337', `127.0.0.1:${cms}`)
    .replaceAll(/listen 80;/g, () => `listen 127.0.0.1:${[sitePort, cmsPort][listens++]};`);
  const errorLog = join(folder, 'error.log');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name.replace('client_', '')};`)
    .join('\n');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 2;
pid ${folder}/pid;
error_log ${errorLog} warn;
events {}
http {
access_log off;
${temporary}
${servers}}
`,
  );
  const child: ChildProcess = spawn(
    program,
    ['-p', folder, '-e', errorLog, '-c', join(folder, 'nginx.conf')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await eventually('nginx answers', async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${words}`);
    return (await fetch(`http://127.0.0.1:${sitePort}/`)).status > 0;
  });
  return {
    sitePort,
    cmsPort,
    errors: () =>
      words + readFileSync(errorLog, 'utf8') + readFileSync(join(folder, 'samleng.error.log'), 'utf8'),
    requests: () => readFileSync(join(folder, 'samleng.access.log'), 'utf8'),
    async end() {
      child.kill('SIGQUIT');
      const timer = setTimeout(() => child.kill('SIGTERM'), 5000);
      await ended;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
