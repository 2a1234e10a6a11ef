import { join } from 'node:path';
import { Failure, messageOf } from '../cli.ts';
import { requireValue, type Environment } from '../environment.ts';
import { createLog, type Log } from '../log.ts';
import { closeServer, listen } from '../listen.ts';
import { Deliveries } from './deliveries.ts';
import { askHead } from './feed-head.ts';
import { GitHubTarget } from './github-target.ts';
import { loopTrouble } from './health.ts';
import { createPublisherServer } from './http.ts';
import type { Every } from './live-check.ts';
import { LocalTarget, publisherLock } from './local-target.ts';
import { Metrics } from './metrics.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';
import type { RendererProgram } from './renderer-process.ts';
import type { Target } from './target.ts';
import { endRollback, tellRollback } from '../release-rollback.ts';

export interface RunningPublisher {
  readonly publisher: Publisher;
  readonly port: number;
  /** Ends a running publish, then everything else. */
  close(): Promise<void>;
}

interface Parts {
  readonly log?: Log;
  /** Another renderer, for tests. */
  readonly program?: RendererProgram;
  /** Another clock for the look at the live files, for tests. */
  readonly every?: Every;
  readonly backOff?: PublisherOptions['backOff'];
}

/** Where releases are made, after the environment. */
export function targetFor(
  environment: Environment,
  log: Log,
  { program, every }: Pick<Parts, 'program' | 'every'> = {},
): Target {
  const { github } = environment;
  if (github) return new GitHubTarget({ ...environment, github }, log);
  const target = new LocalTarget(environment, log, program, every);
  target.prepare();
  return target;
}

/**
 * Runs the publisher: endpoint, timer, reconcile at start.
 * @throws Failure when another publisher works on the same data folder, or the port is taken.
 */
export async function runPublisher(environment: Environment, parts: Parts = {}): Promise<RunningPublisher> {
  const { log = createLog('publisher', { format: environment.logFormat }) } = parts;
  const secret = requireValue(environment, 'publishSecret');
  const address = { cmsUrl: environment.cmsInternalUrl, token: requireValue(environment, 'cmsToken') };
  const lock = publisherLock(environment.dataDir);
  if (!lock)
    throw new Failure(
      `Another publisher already works on ${environment.dataDir}. End it, or give this one another DATA_DIR.`,
    );
  const target = targetFor(environment, log, parts);
  const metrics = new Metrics();
  const publisher = new Publisher({
    target,
    log,
    interval: environment.publishInterval * 1000,
    ...(parts.backOff && { backOff: parts.backOff }),
    askHead: (live, signal) => askHead(address, live, signal),
    onRound(result, done) {
      metrics.round(result);
      if (done?.released) metrics.release(done.released);
    },
  });
  const server = createPublisherServer({
    secret,
    publisher,
    log,
    metrics,
    deliveries: new Deliveries(join(environment.dataDir, 'publisher/deliveries.log')),
    facts: async () => ({ live: (await target.live()) ?? null, ...target.facts() }),
    trouble: () => loopTrouble(publisher.status(), environment),
    ...(target instanceof LocalTarget && {
      async onRollback(release) {
        try {
          return { status: 200, message: tellRollback(await target.rollBack(release)) };
        } catch (error) {
          return { status: error instanceof Failure ? 404 : 500, message: messageOf(error) };
        }
      },
      async onRollbackEnd() {
        if (!endRollback(environment.dataDir))
          return { status: 409, message: 'The site is not rolled back; nothing to end.' };
        publisher.request();
        return { status: 200, message: 'Publishing goes on.' };
      },
    }),
  });
  const end = async () => {
    await target.close();
    lock.release();
  };
  const port = await listen(server, environment.publisherPort, '127.0.0.1', 'PUBLISHER_PORT').catch(
    async (error: unknown) => {
      await end();
      throw error;
    },
  );
  log(`Listening on http://127.0.0.1:${port}; looking at the log every ${environment.publishInterval} s.`);
  publisher.request();
  if (target instanceof LocalTarget) target.watch(() => publisher.request());
  return {
    publisher,
    port,
    async close() {
      await Promise.all([publisher.stop(), closeServer(server)]);
      await end();
    },
  };
}
