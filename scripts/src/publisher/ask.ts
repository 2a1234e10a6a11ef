import { signHook } from '@samleng/shared';
import { Failure, messageOf } from '../cli.ts';
import { requireValue, type Environment } from '../environment.ts';
import type { Manifest } from '../release-store.ts';
import { redeployPath, rollbackPath } from './hooks.ts';
import type { Publisher } from './publisher.ts';

/** What GET /status answers, as far as others read it. */
export type PublisherStatus = ReturnType<Publisher['status']> & {
  readonly live: Manifest | null;
  /** What should have followed the pages and cannot be made; of a local target. */
  readonly deferred?: readonly { readonly name: string; readonly message: string }[];
};

/** What the publisher says of itself; undefined when none answers. */
export async function askStatus({ publisherUrl }: Environment): Promise<PublisherStatus | undefined> {
  try {
    const response = await fetch(`${publisherUrl}/status`, { signal: AbortSignal.timeout(10_000) });
    return response.ok ? ((await response.json()) as PublisherStatus) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks a running publisher to publish now.
 * @param force lets a release through that a guard holds back.
 * @returns the ticket under which it will answer; undefined when no publisher runs there.
 * @throws Failure when one runs and refuses.
 */
export async function askRedeploy(environment: Environment, force = false): Promise<number | undefined> {
  const order = { event: 'redeploy', ...(force && { force }) };
  const answer = await send(environment, redeployPath, order);
  if (!answer || typeof answer.ticket === 'number') return answer?.ticket;
  throw new Failure(
    `The publisher at ${environment.publisherUrl} gave no ticket. Restart it: it is another version.`,
  );
}

/**
 * Asks a running publisher to show an older release and to hold there.
 * @returns what it did, in a sentence; undefined when no publisher runs there.
 * @throws Failure when one runs and refuses.
 */
export async function askRollback(environment: Environment, release?: string): Promise<string | undefined> {
  const order = { event: 'rollback', ...(release !== undefined && { release }) };
  const answer = await send(environment, rollbackPath, order);
  return answer && (answer.message ?? 'Done.');
}

/** Asks a running publisher to go on publishing; otherwise like `askRollback`. */
export async function askRollbackEnd(environment: Environment): Promise<string | undefined> {
  const answer = await send(environment, rollbackPath, { event: 'rollback-end' });
  return answer && (answer.message ?? 'Done.');
}

interface Answer {
  readonly message?: string;
  readonly ticket?: number;
}

/** Sends a signed order. Undefined when nobody listens. */
async function send(environment: Environment, path: string, order: object): Promise<Answer | undefined> {
  const { publisherUrl } = environment;
  const body = JSON.stringify(order);
  const headers = await signHook(requireValue(environment, 'publishSecret'), body);
  let response: Response;
  try {
    response = await fetch(publisherUrl + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(10_000),
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new Failure(`The publisher at ${publisherUrl} does not answer: ${messageOf(error)}.`);
    return undefined;
  }
  const answer = (await response.json().catch(() => ({}))) as Answer;
  if (response.ok) return answer;
  throw new Failure(
    `The publisher at ${publisherUrl} refuses (${response.status}): ${answer.message ?? 'no reason given'}`,
  );
}
