import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, runCommand, say } from './cli.ts';
import { loadEnvironment, type Environment } from './environment.ts';
import { createLog } from './log.ts';
import { askRedeploy, askStatus } from './publisher/ask.ts';
import { publisherLock } from './publisher/local-target.ts';
import type { Round } from './publisher/publisher.ts';
import { makePublisher, targetFor } from './publisher/serve.ts';

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
    const ticket = await askRedeploy(environment);
    const round = ticket === undefined ? await doItHere(environment) : await follow(environment, ticket);
    if (round.result !== 'failed' && round.result !== 'away') {
      if (ticket !== undefined) say(round.message);
      return 0;
    }
    throw new Failure(`${round.message}\nNothing was redeployed; the live site stays as it was.`);
  },
});

/** Waits until a running publisher has answered the ticket, and says what it does meanwhile. */
async function follow(environment: Environment, ticket: number): Promise<Round> {
  say('The publisher builds …');
  for (let silence = 0, polls = 0; ; polls += 1) {
    const status = await askStatus(environment);
    if (status?.round && status.round.ticket >= ticket) return status.round;
    silence = status ? 0 : silence + 1;
    if (silence > 20) throw new Failure('The publisher ended before it was done. Its log says why.');
    if (polls > 0 && polls % 20 === 0) say(`The publisher builds … ${polls / 2} s`);
    await sleep(500);
  }
}

async function doItHere(environment: Environment): Promise<Round> {
  const lock = publisherLock(environment.dataDir);
  if (!lock)
    throw new Failure(
      `A publisher works on ${environment.dataDir}, but not at ${environment.publisherUrl}. Set PUBLISHER_PORT to its port.`,
    );
  say('No publisher runs; building here.');
  const log = createLog();
  const publisher = makePublisher(environment, targetFor(environment, log), { log });
  const stop = () => void publisher.stop();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const ticket = publisher.request(true);
  let round = publisher.status().round;
  while (!round || round.ticket < ticket) {
    await sleep(100);
    round = publisher.status().round;
  }
  await publisher.stop();
  lock.release();
  return round;
}
