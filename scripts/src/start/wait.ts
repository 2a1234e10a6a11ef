import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, say } from '../cli.ts';

interface Wait {
  /** What is waited for, for people: `The CMS boots`. */
  readonly title: string;
  /** Seconds. */
  readonly limit: number;
  /** Answers once it has come true; throws to give up. */
  readonly probe: () => Promise<boolean>;
  /** What to say when it did not come true in time. */
  readonly late: () => string;
  readonly signal: AbortSignal;
}

/** Waits for something and says every few seconds that it still does. */
export async function waitFor({ title, limit, probe, late, signal }: Wait): Promise<void> {
  const startedAt = performance.now();
  let told = 0;
  for (;;) {
    const seconds = Math.floor((performance.now() - startedAt) / 1000);
    if (await probe()) return;
    if (seconds >= limit) throw new Failure(late());
    if (seconds >= told + 5) {
      told = seconds;
      say(`${title} … ${seconds} s`);
    }
    await sleep(150, undefined, { signal });
  }
}

/** Tells whether an address answers with one of the statuses; never throws. */
export async function answers(url: string, accept: (status: number) => boolean): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
    await response.body?.cancel();
    return accept(response.status);
  } catch {
    return false;
  }
}
