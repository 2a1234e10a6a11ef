import { setTimeout as sleep } from 'node:timers/promises';
import { publisherStatus, type PublisherStatus } from '@samleng/shared';

/** What the publisher says of itself. */
export async function askPublisher(publisherUrl: string): Promise<PublisherStatus> {
  const response = await fetch(`${publisherUrl}/status`);
  return publisherStatus.parse(await response.json());
}

/** Waits until no copies of the live tree are being made: the first publishes after a start share the disk with them. */
export async function untilPrepared(publisherUrl: string): Promise<void> {
  while ((await askPublisher(publisherUrl)).pool?.pending) await sleep(200);
}

/**
 * Waits until the publisher has put everything live and does nothing more.
 * @param onState hears what it does while we wait, each thing once.
 * @throws Error with its own words when it fails or holds a release back.
 */
export async function untilIdle(
  publisherUrl: string,
  onState: (state: string) => void = () => undefined,
  limitSeconds = 1800,
): Promise<PublisherStatus> {
  let said = '';
  let calm = 0;
  for (const deadline = Date.now() + limitSeconds * 1000; Date.now() < deadline; await sleep(100)) {
    const status = await askPublisher(publisherUrl);
    if (status.error?.kind === 'failed' || status.hold)
      throw new Error(`The publisher stands still: ${(status.error ?? status.hold)?.message ?? ''}`);
    const { renderer } = status;
    const state = renderer ? `${status.state}, renderer ${renderer.state}` : status.state;
    if (state !== said) onState((said = state));
    const settled = status.live !== null && status.live.revision === status.log?.revision;
    const ready = renderer === undefined || renderer.state === 'ready' || renderer.state === 'off';
    // Twice in a row: between two of its works it may seem to rest.
    calm = status.state === 'idle' && !status.queued && settled && ready ? calm + 1 : 0;
    if (calm >= 3) return status;
  }
  throw new Error(`The publisher did not come to rest within ${limitSeconds} s; it says: ${said}.`);
}
