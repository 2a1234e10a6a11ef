import { join } from 'node:path';
import { Failure } from '../cli.ts';
import { requireValue, type Environment } from '../environment.ts';
import { createLog, type Log } from '../log.ts';
import { closeServer, listen } from '../listen.ts';
import type { BuildProgram } from './builder.ts';
import { Deliveries } from './deliveries.ts';
import { askHead } from './feed-head.ts';
import { GitHubTarget } from './github-target.ts';
import { createPublisherServer } from './http.ts';
import { LocalTarget, publisherLock } from './local-target.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';
import type { Target } from './target.ts';

export interface RunningPublisher {
  readonly publisher: Publisher;
  readonly port: number;
  /** Ends a running build, then everything else. */
  close(): Promise<void>;
}

interface Parts {
  readonly log?: Log;
  /** Another build program, for tests. */
  readonly program?: BuildProgram;
  readonly backOff?: PublisherOptions['backOff'];
}

/** Where releases are made, after the environment. */
export function targetFor(environment: Environment, log: Log, program?: BuildProgram): Target {
  const { github } = environment;
  if (github) return new GitHubTarget({ ...environment, github }, log);
  const target = new LocalTarget(environment, log, program);
  target.prepare();
  return target;
}

/**
 * Runs the publisher: endpoint, timer, reconcile at start.
 * @throws Failure when another publisher works on the same data folder, or the port is taken.
 */
export async function runPublisher(environment: Environment, parts: Parts = {}): Promise<RunningPublisher> {
  const { log = createLog(), program } = parts;
  const secret = requireValue(environment, 'publishSecret');
  const address = { cmsUrl: environment.cmsUrl, token: requireValue(environment, 'cmsToken') };
  const lock = publisherLock(environment.dataDir);
  if (!lock)
    throw new Failure(
      `Another publisher already works on ${environment.dataDir}. End it, or give this one another DATA_DIR.`,
    );
  const target = targetFor(environment, log, program);
  const publisher = new Publisher({
    target,
    log,
    interval: environment.publishInterval * 1000,
    ...(parts.backOff && { backOff: parts.backOff }),
    askHead: (live, signal) => askHead(address, live, signal),
  });
  const server = createPublisherServer({
    secret,
    publisher,
    log,
    deliveries: new Deliveries(join(environment.dataDir, 'publisher/deliveries.log')),
    facts: async () => ({
      live: (await target.live()) ?? null,
      ...(target instanceof LocalTarget && { releases: target.store.list() }),
    }),
  });
  const port = await listen(server, environment.publisherPort, '127.0.0.1', 'PUBLISHER_PORT').catch(
    (error: unknown) => {
      lock.release();
      throw error;
    },
  );
  log(`Listening on http://127.0.0.1:${port}; looking at the log every ${environment.publishInterval} s.`);
  publisher.request();
  return {
    publisher,
    port,
    async close() {
      await Promise.all([publisher.stop(), closeServer(server)]);
      lock.release();
    },
  };
}
