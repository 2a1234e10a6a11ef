import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, messageOf } from '../cli.ts';
import type { Log } from '../log.ts';
import { DiskFull } from './disk-full.ts';
import { CmsAway, type Head } from './feed-head.ts';
import type { Ask } from './http.ts';
import type { Manifest } from '../release-store.ts';
import type { PublishResult, Target } from './target.ts';

/** How one look at log and live site ended. */
export interface Round {
  /** Requests up to this number are answered by it. */
  readonly ticket: number;
  readonly result: PublishResult['result'] | 'failed' | 'away';
  readonly message: string;
  readonly at: string;
}

/** How a look ended, and what was published by it. */
interface Outcome extends Omit<Round, 'ticket' | 'at'> {
  readonly done?: PublishResult;
}

interface Trouble {
  readonly kind: 'failed' | 'away';
  readonly message: string;
  readonly at: string;
  /** What was tried, so that the same is not tried again at once. */
  readonly head: Head | undefined;
  readonly attempts: number;
  /** By `performance.now()`, which goes on evenly whatever is done to the machine's clock. Milliseconds. */
  readonly retryAt: number;
}

export interface PublisherOptions {
  readonly target: Target;
  readonly askHead: (live: Manifest | undefined, signal: AbortSignal) => Promise<Head>;
  readonly log: Log;
  /** Milliseconds between two looks that nobody asked for. */
  readonly interval: number;
  /** Waits after the first, second, … trouble in a row. Milliseconds; the last one repeats. */
  readonly backOff?: Readonly<Record<Trouble['kind'], readonly number[]>>;
  /** Told how each look ended. */
  readonly onRound?: (result: Round['result'], done: PublishResult | undefined) => void;
}

/** So long nothing may be published before what follows the pages is made. Milliseconds. */
const lull = 300;

/** While the disk is full it is looked at so often. Milliseconds. */
const untilRoom = 5000;

const patience: NonNullable<PublisherOptions['backOff']> = {
  failed: [10_000, 30_000, 60_000, 300_000, 600_000],
  away: [2000, 4000, 8000, 15_000, 30_000],
};

/** What was asked for since the last look. */
interface Asked {
  readonly forced: boolean;
  readonly overGuard: boolean;
  readonly hint: Head | undefined;
}

const nothing: Asked = { forced: false, overGuard: false, hint: undefined };

/**
 * Compares the publication log with what is live and publishes until they agree. Whatever wakes it
 * (a hook, a person, its timer) only says "look now": at most one publish runs, and all that is
 * asked meanwhile is answered by one more look after it.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #ending = new AbortController();
  /** Tickets count from here. */
  readonly #startedAt = new Date().toISOString();
  /** The last ticket given out, and the last one that a look has taken up. */
  #asked = 0;
  #taken = 0;
  #wanted = nothing;
  #loop: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** What comes after the pages is being made. */
  #following:
    { readonly since: string; readonly interrupt: AbortController; done: Promise<void> } | undefined;
  #building: { since: string; reason: string; revision: number } | undefined;
  #trouble: Trouble | undefined;
  #isHeld = false;
  #head: Head | undefined;
  #round: Round | undefined;
  /** The last round that a person asked for; later rounds must not hide how it ended. */
  #redeploy: Round | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /**
   * Asks for a look at the log.
   * @returns a ticket: the request is answered once `status().round.ticket` has reached it;
   *   a forced one, once `status().redeploy.ticket` has.
   */
  request({ forced = false, overGuard = false, hint }: Ask = {}): number {
    this.#asked += 1;
    const before = this.#wanted;
    this.#wanted = {
      forced: forced || before.forced,
      overGuard: overGuard || before.overGuard,
      hint: hint && (!before.hint || hint.revision > before.hint.revision) ? hint : before.hint,
    };
    this.#wake();
    return this.#asked;
  }

  /** What it is doing, for people and programs. Holds no secrets. */
  status() {
    const { target } = this.#options;
    const trouble = this.#trouble;
    return {
      startedAt: this.#startedAt,
      state: this.#building ? 'building' : this.#isHeld ? 'held' : trouble ? 'waiting' : 'idle',
      target: target.name,
      building: this.#building ?? null,
      following: this.#following ? { since: this.#following.since } : null,
      queued: this.#building !== undefined && this.#asked > this.#taken,
      pending: this.#asked - this.#taken,
      log: this.#head ?? null,
      error: trouble
        ? {
            kind: trouble.kind,
            message: trouble.message,
            at: trouble.at,
            retryAt: new Date(Date.now() + trouble.retryAt - performance.now()).toISOString(),
          }
        : null,
      round: this.#round ?? null,
      redeploy: this.#redeploy ?? null,
    } as const;
  }

  /** Ends a running publish cleanly and stops looking. */
  async stop(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    await this.#loop;
    await this.#endFollowing();
  }

  #wake(): void {
    if (this.#loop || this.#ending.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#loop = this.#run().finally(() => {
      this.#loop = undefined;
      // A request may have slipped in after the last look was judged to be enough.
      if (this.#asked > this.#taken) return this.#wake();
      this.#schedule();
      this.#follow();
    });
  }

  async #run(): Promise<void> {
    while (this.#asked > this.#taken && !this.#ending.signal.aborted) {
      const wanted = this.#wanted;
      const ticket = (this.#taken = this.#asked);
      this.#wanted = nothing;
      const { done, ...outcome } = await this.#look(wanted);
      this.#round = { ticket, at: new Date().toISOString(), ...outcome };
      this.#options.onRound?.(outcome.result, done);
      if (wanted.forced) this.#redeploy = this.#round;
    }
  }

  async #look({ forced, overGuard, hint }: Asked): Promise<Outcome> {
    const { target, log } = this.#options;
    let head: Head | undefined;
    try {
      const live = await target.live();
      head = this.#head = await this.#findHead(live, hint);
      // First of all: to say a reason, the target may have to start the very code that failed.
      const early = forced ? undefined : this.#heldBack(head);
      if (early) return { result: early.kind, message: early.message };
      const reason = forced ? 'Asked to publish now' : await target.reason(live, head);
      if (!reason)
        return this.#end({
          result: 'unchanged',
          message: `Nothing to do: revision ${head.revision} is live.`,
        });
      const held = overGuard ? undefined : await target.held(head, forced);
      if (held) {
        await this.#endFollowing();
        await target.withdraw?.(head);
        return this.#end({ result: 'held', message: held.message });
      }
      log(`${reason}: publishing revision ${head.revision}.`, { event: 'publish', revision: head.revision });
      this.#building = { since: new Date().toISOString(), reason, revision: head.revision };
      await this.#endFollowing();
      const done = await target.publish({ head, signal: this.#ending.signal, forced, overGuard });
      if (done.head) this.#head = done.head;
      log(done.message, done.fields);
      return { ...this.#end(done), done };
    } catch (error) {
      return this.#fail(error, head);
    } finally {
      this.#building = undefined;
    }
  }

  /** Where the log stands: a hook said it, or the CMS is asked. A hint that is wrong costs one pull. */
  async #findHead(live: Manifest | undefined, hint: Head | undefined): Promise<Head> {
    if (hint && live?.log === hint.log && hint.revision > live.revision) return hint;
    return this.#options.askHead(live, this.#ending.signal);
  }

  #end({ result, message }: Pick<PublishResult, 'result' | 'message'>): Outcome {
    if (this.#trouble && result !== 'held') this.#options.log('All is well again.');
    this.#trouble = undefined;
    if (result === 'held' && !this.#isHeld) this.#options.log(message, { event: 'held' });
    this.#isHeld = result === 'held';
    return { result, message };
  }

  /** The trouble that makes this try too early: the same revision failed a moment ago. */
  #heldBack(head: Head): Trouble | undefined {
    const trouble = this.#trouble;
    const same = trouble?.head?.revision === head.revision && trouble.head.log === head.log;
    return trouble?.kind === 'failed' && same && performance.now() < trouble.retryAt ? trouble : undefined;
  }

  #fail(error: unknown, head: Head | undefined): Outcome {
    const { backOff = patience, log } = this.#options;
    const kind = error instanceof CmsAway ? 'away' : 'failed';
    const message = messageOf(error);
    if (this.#ending.signal.aborted) return { result: kind, message };
    const before = this.#trouble;
    const attempts = before?.kind === kind ? before.attempts + 1 : 1;
    const waits = backOff[kind];
    const grown = waits[Math.min(attempts, waits.length) - 1] ?? this.#options.interval;
    const isFull = error instanceof DiskFull;
    const wait = isFull ? Math.min(grown, untilRoom) : grown;
    const at = new Date().toISOString();
    this.#trouble = { kind, message, at, head, attempts, retryAt: performance.now() + wait };
    if (before?.message !== message || (kind === 'failed' && !isFull))
      log(
        `${message}\nThe live site stays as it is. Next try in ${Math.round(wait / 1000)} s, or with the next publish.`,
        { event: 'publish.failed', kind, revision: head?.revision },
      );
    if (!(error instanceof Failure)) log((error as Error).stack ?? String(error));
    return { result: kind, message };
  }

  /** Has the target bring up what may come after the pages, as long as there is any. */
  #follow(): void {
    const { target, log } = this.#options;
    if (!target.follow || this.#following || this.#trouble || this.#isHeld || this.#ending.signal.aborted)
      return;
    const interrupt = new AbortController();
    const { signal } = interrupt;
    const work = async () => {
      // Publishes often come in a row.
      await sleep(lull, undefined, { signal });
      while (!signal.aborted && (await target.follow?.(signal)));
    };
    const done = work()
      .catch((error: unknown) => {
        if (!signal.aborted)
          log(
            `What follows the pages could not be made: ${messageOf(error)}\nIt is tried again after the next look.`,
            {
              event: 'follow.failed',
            },
          );
      })
      .finally(() => (this.#following = undefined));
    this.#following = { since: new Date().toISOString(), interrupt, done };
  }

  async #endFollowing(): Promise<void> {
    this.#following?.interrupt.abort();
    await this.#following?.done;
  }

  #schedule(): void {
    if (this.#ending.signal.aborted) return;
    clearTimeout(this.#timer);
    const untilRetry = this.#trouble ? Math.max(this.#trouble.retryAt - performance.now(), 0) : Infinity;
    this.#timer = setTimeout(() => this.request(), Math.min(untilRetry, this.#options.interval));
  }
}
