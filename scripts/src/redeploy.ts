import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, runCommand, say } from './cli.ts';
import { loadEnvironment, requireValue, type Environment } from './environment.ts';
import { askRedeploy, askStatus } from './publisher/ask.ts';
import { askHead } from './publisher/feed-head.ts';
import { readHold, tellHold } from './publisher/hold.ts';
import { publisherLock } from './publisher/local-target.ts';
import type { Round } from './publisher/publisher.ts';
import { targetFor } from './publisher/serve.ts';

const help = `
pnpm redeploy [--force]

Builds the site from what is published now and puts it live, even if nothing changed, and waits for
the outcome. A running publisher does the work; without one this command does it itself.
Exit code 0 when the new release is live with its search index and share images (or dispatched to
GitHub), 1 when not; unless it says otherwise, the live site then stays as it was.

  --force   lets a release through that a guard holds back, because too many pages vanish in it
`;

/** The pages are live, and something that belongs to them is not. */
class Unfollowed extends Failure {}

await runCommand({
  help,
  options: { force: { type: 'boolean' } },
  async run({ force = false }) {
    const environment = loadEnvironment();
    try {
      refuseWhileRolledBack(environment);
      const ticket = await askRedeploy(environment, force);
      say(ticket === undefined ? await publishHere(environment, force) : await follow(environment, ticket));
      return 0;
    } catch (error) {
      if (!(error instanceof Failure) || error instanceof Unfollowed) throw error;
      throw new Failure(`${error.message}\nNothing was redeployed; the live site stays as it was.`);
    }
  },
});

/** What should have followed the pages and cannot be made. */
type Deferred = readonly { readonly name: string; readonly message: string }[];

/** @throws Unfollowed when a release without its search index or share images is live. */
function checkDeferred(deferred: Deferred): void {
  if (deferred.length === 0) return;
  const words = deferred.map(({ name, message }) => `${name}: ${message}`).join('\n');
  throw new Unfollowed(`The pages are live. What follows them could not be made:\n${words}`);
}

/** Whoever rolled back wants that release to stay, whoever redeploys may not know. */
function refuseWhileRolledBack({ dataDir, github }: Environment): void {
  const hold = github ? undefined : readHold(dataDir);
  if (hold?.kind === 'rollback') throw new Failure(tellHold(hold));
}

/** Waits until a running publisher has answered the ticket. Returns what it did, in a sentence. */
async function follow(environment: Environment, ticket: number): Promise<string> {
  say('The publisher builds …');
  let startedAt: string | undefined;
  for (let silence = 0, polls = 0; ; polls += 1) {
    const status = await askStatus(environment);
    startedAt ??= status?.startedAt;
    silence = status ? 0 : silence + 1;
    if (silence > 20 || (status && status.startedAt !== startedAt))
      throw new Failure('The publisher ended before it was done. Its log says why.');
    if (status?.redeploy && status.redeploy.ticket >= ticket) {
      const done = outcomeOf(status.redeploy);
      if (!status.building && !status.following && !status.queued) {
        checkDeferred(status.deferred ?? []);
        return done;
      }
      if (polls % 20 === 19) say('The pages are live; the search index and share images follow …');
    }
    if (polls > 0 && polls % 20 === 0) say(`The publisher builds … ${polls / 2} s`);
    await sleep(500);
  }
}

function outcomeOf({ result, message }: Pick<Round, 'result' | 'message'>): string {
  if (result === 'failed' || result === 'away' || result === 'held') throw new Failure(message);
  return message;
}

/** Does a publisher's work once, holding its lock. */
async function publishHere(environment: Environment, overGuard: boolean): Promise<string> {
  const lock = publisherLock(environment.dataDir);
  if (!lock)
    throw new Failure(
      `A publisher works on ${environment.dataDir}, but not at ${environment.publisherUrl}. Set PUBLISHER_PORT to its port.`,
    );
  say('No publisher runs; building here.');
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  const target = targetFor(environment, say);
  try {
    const address = { cmsUrl: environment.cmsInternalUrl, token: requireValue(environment, 'cmsToken') };
    const head = await askHead(address, await target.live(), ending.signal);
    const { signal } = ending;
    const done = outcomeOf(await target.publish({ head, signal, forced: true, overGuard }));
    while (!signal.aborted && (await target.follow?.(signal)));
    checkDeferred((target.facts()['deferred'] ?? []) as Deferred);
    return done;
  } finally {
    await target.close();
    lock.release();
  }
}
