import { releasePath } from '@samleng/shared';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, messageOf } from '../cli.ts';
import type { Environment, GitHub } from '../environment.ts';
import { readJson, writeWhole } from '../files.ts';
import type { Log } from '../log.ts';
import type { Head } from './feed-head.ts';
import { askGitHub } from './github-api.ts';
import { GitHubRuns, type Dispatch, type Remote } from './github-runs.ts';
import { parseManifest, type Manifest } from '../release-store.ts';
import type { PublishRequest, PublishResult, Target } from './target.ts';

/** How long a dispatched workflow may take to go live before it is dispatched again. Milliseconds. */
const patience = 30 * 60_000;
/** Waits between the attempts of one dispatch. Milliseconds. */
const pauses = [1000, 3000, 9000];

/** Asks GitHub to run the publish workflow, and watches the live address for what came of it. */
export class GitHubTarget implements Target {
  readonly name = 'github';
  readonly #github: GitHub;
  readonly #siteUrl: string;
  readonly #log: Log;
  readonly #memoryFile: string;
  readonly #pauses: readonly number[];
  readonly #runs: GitHubRuns;
  /** The last dispatch, and what the live site stated when it was asked last. */
  #sent: Dispatch | undefined;
  #live: Manifest | undefined;

  /**
   * @param waits between the attempts of one dispatch, in milliseconds.
   * @param pace the least time between two questions about a run, in milliseconds.
   */
  constructor(
    environment: Environment & { github: GitHub },
    log: Log,
    waits: readonly number[] = pauses,
    pace?: number,
  ) {
    this.#github = environment.github;
    this.#siteUrl = environment.siteUrl;
    this.#log = log;
    this.#memoryFile = join(environment.dataDir, 'publisher/dispatched.json');
    this.#pauses = waits;
    this.#runs = new GitHubRuns(environment.github, log, pace);
    this.#sent = readDispatch(this.#memoryFile);
  }

  async live(): Promise<Manifest | undefined> {
    try {
      // The query passes by caches that would answer with the release before.
      const response = await fetch(`${this.#siteUrl}${releasePath}?at=${Date.now()}`, {
        signal: AbortSignal.timeout(10_000),
      });
      this.#live = response.ok ? parseManifest(await response.text()) : undefined;
      return this.#live;
    } catch (error) {
      this.#log(`${this.#siteUrl} does not say which release is live: ${messageOf(error)}.`);
      return undefined;
    }
  }

  async reason(live: Manifest | undefined, head: Head): Promise<string | undefined> {
    if (live && live.revision === head.revision && (live.log ?? head.log) === head.log) return undefined;
    // A look by the timer: how the run goes is then known, and logged, also when nobody asks for it.
    this.remote();
    const sent = this.#sent;
    const isSent = sent?.revision === head.revision && sent.log === head.log;
    // A clock that was set back must not make a dispatch of the future of it, which is never old enough.
    if (isSent && Math.abs(Date.now() - sent.at) < patience) return undefined;
    return live
      ? `The log stands at ${head.revision}, the live site at ${live.revision}`
      : 'No release is live yet';
  }

  async publish({ head, signal, overGuard = false }: PublishRequest): Promise<PublishResult> {
    const { repository } = this.#github;
    for (let attempt = 0; ; attempt += 1) {
      const trouble = await this.#dispatch(head, overGuard, signal);
      if (trouble === undefined) break;
      const pause = this.#pauses[attempt];
      if (pause === undefined) throw new Failure(`GitHub was not told to publish ${repository}: ${trouble}.`);
      this.#log(`GitHub did not take the dispatch (${trouble}); trying again in ${pause / 1000} s.`);
      await sleep(pause, undefined, { signal });
    }
    return {
      result: 'dispatched',
      message: `GitHub was told to publish revision ${head.revision} of ${repository}.`,
    };
  }

  /** Releases are made elsewhere; nothing holds them here. */
  held(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  facts(): Record<string, unknown> {
    return { remote: this.remote() };
  }

  async close(): Promise<void> {
    // Nothing of ours keeps running.
  }

  /** Where the last dispatch stands; null when there was none, or the live site shows what it asked for. */
  remote(): Remote | null {
    const [sent, live] = [this.#sent, this.#live];
    if (!sent || (live && isAnswer(live, sent))) return null;
    return this.#runs.look(sent);
  }

  #remember(sent: Dispatch): void {
    this.#sent = sent;
    writeWhole(this.#memoryFile, JSON.stringify(sent));
  }

  /** Returns what went wrong in passing; throws when trying again would not help. */
  async #dispatch(head: Head, force: boolean, signal: AbortSignal): Promise<string | undefined> {
    const { repository } = this.#github;
    const payload = { revision: head.revision, ...(force && { force }) };
    let response: Response;
    try {
      response = await askGitHub(this.#github, '/dispatches', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ event_type: 'samleng-publish', client_payload: payload }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
      });
    } catch (error) {
      if (signal.aborted) throw error;
      return messageOf(error);
    }
    await response.body?.cancel();
    const { status } = response;
    if (response.ok) {
      const takenAt = Date.parse(response.headers.get('date') ?? '');
      this.#remember({ ...head, at: Date.now(), ...(!Number.isNaN(takenAt) && { takenAt }) });
      return undefined;
    }
    if (status >= 500 || status === 429) return `it answered ${status}`;
    throw new Failure(
      `GitHub refuses to publish ${repository} (${status}). ` +
        'Check that GITHUB_REPOSITORY is right and that GITHUB_TOKEN may write to its contents.',
    );
  }
}

/** A release answers a dispatch that it was built after; one of a later revision in any case. */
function isAnswer(live: Manifest, { revision, log, at, takenAt = at }: Dispatch): boolean {
  if ((live.log ?? log) !== log) return false;
  return live.revision > revision || (live.revision === revision && Date.parse(live.builtAt) >= takenAt);
}

function readDispatch(file: string): Dispatch | undefined {
  const { revision, log, at, takenAt } = (readJson(file) ?? {}) as Partial<Record<keyof Dispatch, unknown>>;
  if (typeof revision !== 'number' || typeof log !== 'string' || typeof at !== 'number') return undefined;
  return { revision, log, at, ...(typeof takenAt === 'number' && { takenAt }) };
}
