import { createServer } from 'node:net';
import { Failure } from '../cli.ts';
import type { Environment } from '../environment.ts';
import { isErrno } from '../files.ts';

/**
 * Makes sure that the three ports are free, before minutes are spent on anything else.
 * @throws Failure naming every busy port and a free one to use instead.
 */
export async function checkPorts(environment: Environment): Promise<void> {
  const wanted = [
    ['CMS_PORT', environment.cmsPort, 'the CMS'],
    ['SITE_PORT', environment.sitePort, 'the site'],
    ['PUBLISHER_PORT', environment.publisherPort, 'the publisher'],
  ] as const;
  const { host } = environment;
  const numbers = new Set(wanted.map(([, port]) => port));
  if (numbers.size < wanted.length)
    throw new Failure('CMS_PORT, SITE_PORT and PUBLISHER_PORT must be three different ports.');
  const busy: string[] = [];
  const remedy: string[] = [];
  for (const [variable, port, whose] of wanted) {
    if (await isFree(port, host)) continue;
    busy.push(`Port ${port}, meant for ${whose}, is in use.`);
    remedy.push(`${variable}=${await freePortNear(port, numbers, host)}`);
  }
  if (busy.length === 0) return;
  throw new Failure(
    `${busy.join('\n')}\nPerhaps Samleng runs here already. If not, end what uses it, or choose other ports: ` +
      `${remedy.join(' ')} pnpm start (or write them into .env).`,
  );
}

async function freePortNear(port: number, taken: ReadonlySet<number>, host: string): Promise<number> {
  for (let candidate = port + 100; candidate < port + 4000; candidate += 100)
    if (candidate < 65_536 && !taken.has(candidate) && (await isFree(candidate, host))) return candidate;
  return 0;
}

/** Free on the address that is listened on, and on every one that `localhost` may mean. */
async function isFree(port: number, host: string): Promise<boolean> {
  for (const address of new Set(['0.0.0.0', '::1', host]))
    if (!(await canListen(port, address))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (isErrno(error, 'EADDRINUSE')) resolve(false);
      else if (isErrno(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT')) resolve(true);
      else if (isErrno(error, 'EACCES'))
        reject(new Failure(`Port ${port} is not ours to use. Choose one above 1023.`));
      else reject(error);
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
