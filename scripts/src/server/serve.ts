import type { Environment } from '../environment.ts';
import { closeServer, listen } from '../listen.ts';
import { createLog } from '../log.ts';
import { createSiteServer } from './site-server.ts';

/** Runs the static server until it is closed. */
export async function runSite(environment: Environment): Promise<{ port: number; close(): Promise<void> }> {
  const server = createSiteServer(environment.dataDir);
  const port = await listen(server, environment.sitePort, environment.host, 'SITE_PORT');
  createLog()(`Serving ${environment.dataDir}/current on http://${environment.host}:${port}.`);
  return { port, close: () => closeServer(server) };
}
