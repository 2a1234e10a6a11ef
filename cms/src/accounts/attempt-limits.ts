import { isIPv6 } from 'node:net';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** Minutes within which failed attempts are counted together. */
export const windowMinutes = 15;

/**
 * How many attempts may fail in one window. Few by one address at one account. More by one address, where a whole
 * office may sit, and by all addresses together at one account, for somebody who has many. A browser that has
 * signed in to the account before is counted by itself alone: whoever tries wrong passwords from elsewhere does not
 * keep the account's owner out.
 */
export const attemptLimits = {
  accountAndAddress: 5,
  device: 10,
  address: 30,
  account: 50,
  links: 20,
} as const;

type Kind = keyof typeof attemptLimits;

/** Where an attempt comes from. */
export interface Attempt {
  /** The e-mail address, in small letters. */
  readonly account: string;
  /** The IP address. */
  readonly address: string;
  /** The name of a browser that signed in to this account before. */
  readonly device?: string | undefined;
}

/** Counts failed attempts, in the memory of this process. */
export class AttemptLimits {
  readonly #limiters = new Map<Kind, RateLimiterMemory>(
    Object.entries(attemptLimits).map(([kind, points]) => [
      kind as Kind,
      new RateLimiterMemory({ keyPrefix: kind, points, duration: windowMinutes * 60 }),
    ]),
  );

  /**
   * Counts one attempt to sign in before it is made, so that many at once are no way around.
   * @returns the seconds to wait when there were too many; else undefined.
   */
  takeSignIn(attempt: Attempt): Promise<number | undefined> {
    return this.#take(keysOf(attempt));
  }

  /** Takes back what was counted for an attempt that went well. */
  async signedIn(attempt: Attempt): Promise<void> {
    for (const [kind, key] of keysOf(attempt)) {
      const limiter = this.#limiters.get(kind);
      if (kind === 'address' || kind === 'account') await limiter?.reward(key, 1);
      else await limiter?.delete(key);
    }
  }

  /** Counts one use of a link that sets a password, or of "forgot password", by its address. */
  takeLink(address: string): Promise<number | undefined> {
    return this.#take([['links', networkOf(address)]]);
  }

  async linkHeld(address: string): Promise<void> {
    await this.#limiters.get('links')?.reward(networkOf(address), 1);
  }

  async #take(keys: readonly (readonly [Kind, string])[]): Promise<number | undefined> {
    for (const [kind, key] of keys) {
      try {
        await this.#limiters.get(kind)?.consume(key, 1);
      } catch (refused) {
        return Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000);
      }
    }
    return undefined;
  }
}

/** The narrowest first: what it refuses does not use up the wider ones. */
function keysOf({ account, address, device }: Attempt): (readonly [Kind, string])[] {
  if (device) return [['device', `${account} ${device}`]];
  const network = networkOf(address);
  return [
    ['accountAndAddress', `${account} ${network}`],
    ['address', network],
    ['account', account],
  ];
}

/** Whoever has one IPv6 address has 2^64 of them: they count as one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const start = head.split(':').filter(Boolean);
  const end = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0');
  return [...start, ...zeros, ...end]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
