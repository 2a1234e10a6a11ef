import type { Head } from './feed-head.ts';
import type { Released } from './metrics.ts';
import type { Manifest } from '../release-store.ts';

/** Which publish is asked for. */
export interface PublishRequest {
  readonly head: Head;
  readonly signal: AbortSignal;
  /** A person wants everything made anew, from the code as it is now. */
  readonly forced?: boolean;
  /** Put live what a guard holds back. */
  readonly overGuard?: boolean;
}

/**
 * `published`: live now. `dispatched`: under way elsewhere. `held`: not put live, on purpose.
 * `unchanged`: what is live is what is published.
 */
export interface PublishResult {
  readonly result: 'published' | 'dispatched' | 'held' | 'unchanged';
  /** A sentence for people. */
  readonly message: string;
  /** Where the log stood, as the feed said. */
  readonly head?: Head;
  readonly fields?: Readonly<Record<string, unknown>>;
  /** For the metrics. */
  readonly released?: Released;
}

/** A place where releases are made: this machine, or GitHub. */
export interface Target {
  readonly name: 'local' | 'github';
  /** What the live site states of itself; undefined before its first release. */
  live(): Promise<Manifest | undefined>;
  /** Why a release is due though the live revision may be right; undefined when none is. */
  reason(live: Manifest | undefined, head: Head): Promise<string | undefined>;
  /**
   * Why this content is not to go live, in a sentence; undefined when nothing holds it.
   * @param forced a person asks: what a guard held is judged anew.
   */
  held(head: Head, forced: boolean): Promise<{ readonly message: string } | undefined>;
  publish(request: PublishRequest): Promise<PublishResult>;
  /**
   * Brings what may come a moment after the pages up to them, one thing at a time. Not called while a
   * publish runs; gives way when aborted.
   * @returns whether more may follow.
   */
  follow?(signal: AbortSignal): Promise<boolean>;
  /** Takes what was taken back out of what is live while all else is held; a hold never delays a withdrawal. */
  withdraw?(head: Pick<Head, 'revision' | 'log'>): Promise<void>;
  /** What /status says of this target. Holds no secrets. */
  facts(): Record<string, unknown>;
  close(): Promise<void>;
}
