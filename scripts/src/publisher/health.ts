/** The part of /status that tells whether the publisher's loop still turns. */
export interface Turning {
  /** When the process began. ISO 8601, like all moments here. */
  readonly startedAt: string;
  readonly building?: { readonly since: string } | null;
  readonly round?: { readonly at: string } | null;
}

interface Limits {
  /** Seconds between two looks that nobody asked for. */
  readonly publishInterval: number;
  /** Seconds that one build may take. */
  readonly buildTimeout: number;
}

/** A look waits this long for a slow CMS or a busy machine before it counts as stuck. Seconds. */
const patience = 300;

/**
 * What is wrong with the loop, in words; undefined while it lives. A failed build or a CMS that is
 * away is no trouble of the loop: it reports that itself, and restarting the publisher would not help.
 */
export function loopTrouble(status: Turning, limits: Limits, now = Date.now()): string | undefined {
  const { building, round, startedAt } = status;
  if (building) {
    const seconds = secondsSince(building.since, now);
    return seconds > limits.buildTimeout + patience
      ? `A publish has been running for ${seconds} s, though a build may take ${limits.buildTimeout} s. Restart the publisher.`
      : undefined;
  }
  const seconds = secondsSince(round?.at ?? startedAt, now);
  return seconds > 2 * limits.publishInterval + patience
    ? `The publisher has not looked at the log for ${seconds} s, though it should every ${limits.publishInterval} s. Restart it.`
    : undefined;
}

function secondsSince(at: string, now: number): number {
  return Math.round((now - Date.parse(at)) / 1000);
}
