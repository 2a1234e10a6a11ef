import { addressHere, type Environment } from '../environment.ts';
import { closeServer, listen } from '../listen.ts';
import { createLog } from '../log.ts';
import { createSiteServer } from './site-server.ts';

/** How long readers on slow lines may still read after we were told to end. Milliseconds. */
export const grace = 25_000;

/** Runs the static server until it is closed. */
export async function runSite(environment: Environment): Promise<{ port: number; close(): Promise<void> }> {
  const server = createSiteServer(environment.dataDir, { cmsUrl: environment.cmsUrl });
  const log = createLog('site', { format: environment.logFormat });
  const port = await listen(server, environment.sitePort, environment.host, 'SITE_PORT');
  log(`Serving ${environment.dataDir}/current on ${addressHere(environment, port)}.`, { port });
  return {
    port,
    async close() {
      log('Asked to end: no new readers; running answers may finish.');
      await closeServer(server, grace);
      log('Ended.');
    },
  };
}
