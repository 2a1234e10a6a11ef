import { releasePath } from '@samleng/shared';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, messageOf } from '../cli.ts';
import type { Environment, GitHub } from '../environment.ts';
import { readJson, writeWhole } from '../files.ts';
import type { Log } from '../log.ts';
import type { Head } from './feed-head.ts';
import { parseManifest, type Manifest } from '../release-store.ts';
import type { PublishRequest, PublishResult, Target } from './target.ts';

/** How long a dispatched workflow may take to go live before it is asked again. Milliseconds. */
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

  constructor(environment: Environment & { github: GitHub }, log: Log, waits: readonly number[] = pauses) {
    this.#github = environment.github;
    this.#siteUrl = environment.siteUrl;
    this.#log = log;
    this.#memoryFile = join(environment.dataDir, 'publisher/dispatched.json');
    this.#pauses = waits;
  }

  async live(): Promise<Manifest | undefined> {
    try {
      // The query passes by caches that would answer with the release before.
      const response = await fetch(`${this.#siteUrl}${releasePath}?at=${Date.now()}`, {
        signal: AbortSignal.timeout(10_000),
      });
      return response.ok ? parseManifest(await response.text()) : undefined;
    } catch (error) {
      this.#log(`${this.#siteUrl} does not say which release is live: ${messageOf(error)}.`);
      return undefined;
    }
  }

  async reason(live: Manifest | undefined, head: Head): Promise<string | undefined> {
    if (live && live.revision === head.revision && (live.log ?? head.log) === head.log) return undefined;
    const sent = readJson(this.#memoryFile) as { revision?: number; log?: string; at?: number } | undefined;
    const isSent = sent?.revision === head.revision && sent.log === head.log;
    if (isSent && Date.now() - (sent.at ?? 0) < patience) return undefined;
    return live
      ? `The log stands at ${head.revision}, the live site at ${live.revision}`
      : 'No release is live yet';
  }

  async publish({ head, signal }: PublishRequest): Promise<PublishResult> {
    const { repository } = this.#github;
    for (let attempt = 0; ; attempt += 1) {
      const trouble = await this.#dispatch(head, signal);
      if (trouble === undefined) break;
      const pause = this.#pauses[attempt];
      if (pause === undefined) throw new Failure(`GitHub was not told to publish ${repository}: ${trouble}.`);
      this.#log(`GitHub did not take the dispatch (${trouble}); trying again in ${pause / 1000} s.`);
      await sleep(pause, undefined, { signal });
    }
    writeWhole(this.#memoryFile, JSON.stringify({ ...head, at: Date.now() }));
    return {
      result: 'dispatched',
      message: `GitHub was told to publish revision ${head.revision} of ${repository}.`,
    };
  }

  /** Returns what went wrong in passing; throws when trying again would not help. */
  async #dispatch(head: Head, signal: AbortSignal): Promise<string | undefined> {
    const { apiUrl, repository, token } = this.#github;
    let response: Response;
    try {
      response = await fetch(`${apiUrl}/repos/${repository}/dispatches`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/vnd.github+json',
          'x-github-api-version': '2022-11-28',
          'content-type': 'application/json',
          'user-agent': 'samleng-publisher',
        },
        body: JSON.stringify({ event_type: 'samleng-publish', client_payload: { revision: head.revision } }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
      });
    } catch (error) {
      if (signal.aborted) throw error;
      return messageOf(error);
    }
    await response.body?.cancel();
    const { status } = response;
    if (response.ok) return undefined;
    if (status >= 500 || status === 429) return `it answered ${status}`;
    throw new Failure(
      `GitHub refuses to publish ${repository} (${status}). ` +
        'Check that GITHUB_REPOSITORY is right and that GITHUB_TOKEN may write to its contents.',
    );
  }
}
