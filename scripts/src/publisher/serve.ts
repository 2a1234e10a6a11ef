import { join } from 'node:path';
import { Failure, messageOf } from '../cli.ts';
import { requireValue, type Environment } from '../environment.ts';
import { createLog, type Log } from '../log.ts';
import { closeServer, listen } from '../listen.ts';
import { Deliveries } from './deliveries.ts';
import { askHead } from './feed-head.ts';
import { GitHubTarget } from './github-target.ts';
import { loopTrouble } from './health.ts';
import { clearHold, readHold, writeHold } from './hold.ts';
import { createPublisherServer, type Outcome } from './http.ts';
import { LocalTarget, publisherLock } from './local-target.ts';
import { Metrics } from './metrics.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';
import type { RendererProgram } from './renderer-process.ts';
import type { Target } from './target.ts';

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
  readonly backOff?: PublisherOptions['backOff'];
}

/** Where releases are made, after the environment. */
export function targetFor(environment: Environment, log: Log, program?: RendererProgram): Target {
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
  const { log = createLog('publisher', { format: environment.logFormat }), program } = parts;
  const secret = requireValue(environment, 'publishSecret');
  const address = { cmsUrl: environment.cmsUrl, token: requireValue(environment, 'cmsToken') };
  const lock = publisherLock(environment.dataDir);
  if (!lock)
    throw new Failure(
      `Another publisher already works on ${environment.dataDir}. End it, or give this one another DATA_DIR.`,
    );
  const target = targetFor(environment, log, program);
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
      onRollback: (release) => rollBack(environment.dataDir, target, release),
      async onRollbackEnd() {
        if (readHold(environment.dataDir)?.kind !== 'rollback')
          return { status: 409, message: 'The site is not rolled back; nothing to end.' };
        clearHold(environment.dataDir);
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
  return {
    publisher,
    port,
    async close() {
      await Promise.all([publisher.stop(), closeServer(server)]);
      await end();
    },
  };
}

/** Shows readers an older release and keeps it there until somebody ends that. */
async function rollBack(dataDir: string, target: LocalTarget, wanted?: string): Promise<Outcome> {
  const releases = target.store.list();
  const live = releases.findIndex((release) => release.live);
  const found = wanted === undefined ? releases[live + 1] : releases.find(({ id }) => id === wanted);
  if (!found) {
    const message = wanted === undefined ? 'There is no older release.' : `There is no release ${wanted}.`;
    return { status: 404, message: `${message} \`pnpm releases\` lists them.` };
  }
  try {
    // First the hold: nothing that is being rendered now may go live behind it.
    writeHold(dataDir, { kind: 'rollback', release: found.id, at: new Date().toISOString() });
    await target.rollBack(found.id);
    return {
      status: 200,
      message: `Live: release ${found.id}, revision ${found.revision}. It stays until \`pnpm rollback --end\`.`,
    };
  } catch (error) {
    return { status: 500, message: messageOf(error) };
  }
}
