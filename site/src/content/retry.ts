import { setTimeout as sleep } from 'node:timers/promises';

/** Something that may well work later: the CMS is down, slow, or was cut off. Nothing live was touched. */
export class TemporaryError extends Error {
  /** When the other side said how long to wait. Milliseconds. */
  readonly retryAfter: number | undefined;
  constructor(message: string, options: { cause?: unknown; retryAfter?: number } = {}) {
    super(message, { cause: options.cause });
    this.name = 'TemporaryError';
    this.retryAfter = options.retryAfter;
  }
}

export interface Retry {
  /** How often to try in all. */
  readonly attempts: number;
  /** The first pause; each next one is twice as long. Milliseconds. */
  readonly pause: number;
  /** No pause is longer. Milliseconds. */
  readonly longestPause: number;
  /** Told before each pause. */
  readonly onRetry?: (message: string) => void;
}

export const defaultRetry: Retry = { attempts: 5, pause: 500, longestPause: 20_000 };

/**
 * Does something again while it fails with a TemporaryError, with growing pauses. The jitter keeps
 * several builds from knocking at the same moment.
 */
export async function retrying<T>(retry: Retry, attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TemporaryError) || tried >= retry.attempts) throw error;
      const grown = Math.min(retry.longestPause, retry.pause * 2 ** (tried - 1));
      const pause = Math.min(
        retry.longestPause,
        Math.max(error.retryAfter ?? 0, grown * (0.5 + Math.random() / 2)),
      );
      retry.onRetry?.(`${error.message} Trying again in ${(pause / 1000).toFixed(1)} s.`);
      await sleep(pause);
    }
  }
}

/** The error for an answer that may be better later (429, 5xx); undefined for all others. */
export function temporaryStatus(response: Response, what: string): TemporaryError | undefined {
  if (response.status !== 429 && response.status < 500) return undefined;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds * 1000 : undefined;
  return new TemporaryError(`${what} answered ${response.status}.`, { retryAfter });
}

/** The reason behind Node's "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? reasonOf(cause) : error.message;
}
