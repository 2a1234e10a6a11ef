import { signHook } from '@samleng/shared';
import { Failure, messageOf } from '../cli.ts';
import { requireValue, type Environment } from '../environment.ts';
import type { Manifest } from '../release-store.ts';
import { redeployPath } from './http.ts';
import type { Publisher } from './publisher.ts';

/** What GET /status answers, as far as others read it. */
export type PublisherStatus = ReturnType<Publisher['status']> & { readonly live: Manifest | null };

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
 * @returns the ticket under which it will answer; undefined when no publisher runs there.
 * @throws Failure when one runs and refuses.
 */
export async function askRedeploy(environment: Environment): Promise<number | undefined> {
  const body = JSON.stringify({ event: 'redeploy' });
  const headers = await signHook(requireValue(environment, 'publishSecret'), body);
  let response: Response;
  try {
    response = await fetch(environment.publisherUrl + redeployPath, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(10_000),
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new Failure(`The publisher at ${environment.publisherUrl} does not answer: ${messageOf(error)}.`);
    return undefined;
  }
  const answer = (await response.json().catch(() => ({}))) as { message?: string; ticket?: number };
  if (response.status === 202 && typeof answer.ticket === 'number') return answer.ticket;
  throw new Failure(
    `The publisher at ${environment.publisherUrl} refuses (${response.status}): ${answer.message ?? 'no reason given'}`,
  );
}
