import type { Head } from './feed-head.ts';
import type { Manifest } from '../release-store.ts';

/** Which publish is asked for. */
export interface PublishRequest {
  readonly head: Head;
  readonly signal: AbortSignal;
}

/** `published`: live now. `dispatched`: under way elsewhere. */
export interface PublishResult {
  readonly result: 'published' | 'dispatched';
  /** A sentence for people. */
  readonly message: string;
}

/** A place where releases are made: this machine, or GitHub. */
export interface Target {
  readonly name: 'local' | 'github';
  /** What the live site states of itself; undefined before its first release. */
  live(): Promise<Manifest | undefined>;
  /** Why a release is due though the live revision may be right; undefined when none is. */
  reason(live: Manifest | undefined, head: Head): Promise<string | undefined>;
  publish(request: PublishRequest): Promise<PublishResult>;
}
