import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, runCommand, say } from './cli.ts';
import { loadEnvironment, requireValue, type Environment } from './environment.ts';
import { askRedeploy, askStatus } from './publisher/ask.ts';
import { askHead } from './publisher/feed-head.ts';
import { publisherLock } from './publisher/local-target.ts';
import type { Round } from './publisher/publisher.ts';
import { targetFor } from './publisher/serve.ts';

const help = `
pnpm redeploy

Builds the site from what is published now and puts it live, even if nothing changed, and waits for
the outcome. A running publisher does the work; without one this command does it itself.
Exit code 0 when the new release is live (or dispatched to GitHub), 1 when not; the live site then
stays as it was.
`;

await runCommand({
  help,
  async run() {
    const environment = loadEnvironment();
    try {
      const ticket = await askRedeploy(environment);
      say(ticket === undefined ? await publishHere(environment) : await follow(environment, ticket));
      return 0;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(`${error.message}\nNothing was redeployed; the live site stays as it was.`);
    }
  },
});

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
    if (status?.redeploy && status.redeploy.ticket >= ticket) return outcomeOf(status.redeploy);
    if (polls > 0 && polls % 20 === 0) say(`The publisher builds … ${polls / 2} s`);
    await sleep(500);
  }
}

function outcomeOf({ result, message }: Round): string {
  if (result === 'failed' || result === 'away') throw new Failure(message);
  return message;
}

/** Does a publisher's work once, holding its lock. */
async function publishHere(environment: Environment): Promise<string> {
  const lock = publisherLock(environment.dataDir);
  if (!lock)
    throw new Failure(
      `A publisher works on ${environment.dataDir}, but not at ${environment.publisherUrl}. Set PUBLISHER_PORT to its port.`,
    );
  say('No publisher runs; building here.');
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  try {
    const target = targetFor(environment, say);
    const address = { cmsUrl: environment.cmsUrl, token: requireValue(environment, 'cmsToken') };
    const head = await askHead(address, await target.live(), ending.signal);
    const { message } = await target.publish({ head, signal: ending.signal });
    return message;
  } finally {
    lock.release();
  }
}
