import { messageOf } from '../cli.ts';
import type { GitHub } from '../environment.ts';
import type { Log } from '../log.ts';
import { askGitHub, quietUntil } from './github-api.ts';

/** A dispatch that GitHub took. */
export interface Dispatch {
  readonly revision: number;
  readonly log: string;
  /** By our clock. Milliseconds since 1970, as below. */
  readonly at: number;
  /** By GitHub's own clock, which also dates its runs. */
  readonly takenAt?: number;
}

/** Where the publish that was dispatched stands, as /status tells it. */
export interface Remote {
  readonly state: 'dispatched' | 'running' | 'failed';
  /** ISO 8601. */
  readonly since: string;
  readonly revision: number;
  /** The run's page at GitHub. */
  readonly url?: string;
  readonly message?: string;
}

interface Run {
  readonly path?: string;
  readonly html_url: string;
  readonly created_at: string;
  readonly run_started_at?: string;
  readonly updated_at: string;
  readonly status: string | null;
  readonly conclusion: string | null;
}

/** The least time between two questions. Milliseconds. */
const pace = 10_000;
/** A run that failed may be started again by a person; a refusal may be mended. Milliseconds. */
const slowPace = 60_000;
/** GitHub's allowance begins anew every hour: nobody is told to wait longer. Milliseconds. */
const longestQuiet = 3_600_000;
/** GitHub's dates are of whole seconds, and a run may be dated just before the answer to its dispatch. */
const slack = 2000;

/** Watches what became of a dispatch. Asks only while somebody looks, and never faster than it may. */
export class GitHubRuns {
  readonly #github: GitHub;
  readonly #log: Log;
  readonly #pace: number;
  #found: { readonly dispatch: Dispatch; readonly remote: Remote } | undefined;
  #asking = false;
  #notBefore = 0;
  #etag: string | undefined;
  #complaint: string | undefined;

  constructor(github: GitHub, log: Log, leastPause = pace) {
    this.#github = github;
    this.#log = log;
    this.#pace = leastPause;
  }

  /** What is known of a dispatch; asks GitHub again in the background when it is time. */
  look(dispatch: Dispatch): Remote {
    const wait = this.#notBefore - Date.now();
    // Nobody asks for more than an hour; where there is more to wait, our clock was set back.
    if (!this.#asking && (wait <= 0 || wait > longestQuiet)) void this.#ask(dispatch);
    if (this.#found && isSame(this.#found.dispatch, dispatch)) return this.#found.remote;
    return {
      state: 'dispatched',
      since: new Date(dispatch.at).toISOString(),
      revision: dispatch.revision,
      ...(this.#complaint !== undefined && { message: this.#complaint }),
    };
  }

  async #ask(dispatch: Dispatch): Promise<void> {
    this.#asking = true;
    let wait = this.#pace;
    try {
      const isKnown = this.#found && isSame(this.#found.dispatch, dispatch);
      const response = await askGitHub(this.#github, '/actions/runs?event=repository_dispatch&per_page=10', {
        // What did not change costs nothing of the hour's allowance.
        headers: { ...(isKnown && this.#etag && { 'if-none-match': this.#etag }) },
        signal: AbortSignal.timeout(10_000),
      });
      this.#notBefore = quietUntil(response);
      if (response.status !== 304) await this.#take(dispatch, response);
      if (this.#found?.remote.state === 'failed') wait = Math.max(wait, slowPace);
    } catch (error) {
      this.#complain(`GitHub does not say how the publish goes: ${messageOf(error)}.`);
    } finally {
      this.#notBefore = Math.max(this.#notBefore, Date.now() + wait);
      this.#asking = false;
    }
  }

  async #take(dispatch: Dispatch, response: Response): Promise<void> {
    if (!response.ok) {
      await response.body?.cancel();
      const isRefused = response.status < 500 && response.status !== 429 && this.#notBefore === 0;
      if (isRefused) this.#notBefore = Date.now() + slowPace;
      const remedy = isRefused ? ' GITHUB_TOKEN needs to read Actions for that.' : '';
      return this.#complain(`GitHub does not say how the publish goes (${response.status}).${remedy}`);
    }
    this.#complaint = undefined;
    this.#etag = response.headers.get('etag') ?? undefined;
    const { workflow_runs: runs = [] } = (await response.json()) as { workflow_runs?: Run[] };
    const from = (dispatch.takenAt ?? dispatch.at) - slack;
    const [run] = runs
      .filter(({ path, created_at }) => isPublish(path) && Date.parse(created_at) >= from)
      .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
    if (!run) return;
    const remote = toRemote(run, dispatch.revision);
    const before = this.#found?.remote.state;
    this.#found = { dispatch, remote };
    if (remote.state === 'failed' && before !== 'failed')
      this.#log(`${remote.message} ${remote.url}`, { revision: dispatch.revision, url: remote.url });
  }

  /** Told once, until it changes. */
  #complain(message: string): void {
    if (this.#complaint !== message) this.#log(message);
    this.#complaint = message;
  }
}

const isSame = (a: Dispatch, b: Dispatch) => a.revision === b.revision && a.log === b.log && a.at === b.at;

const isPublish = (path: string | undefined) => path === undefined || /(^|\/)publish\.ya?ml(@|$)/.test(path);

function toRemote(run: Run, revision: number): Remote {
  const { status, conclusion, html_url: url } = run;
  if (status !== 'completed')
    return status === 'in_progress'
      ? { state: 'running', since: iso(run.run_started_at ?? run.created_at), revision, url }
      : { state: 'dispatched', since: iso(run.created_at), revision, url };
  if (conclusion === 'success')
    return {
      state: 'running',
      since: iso(run.run_started_at ?? run.created_at),
      revision,
      url,
      message: 'The workflow is done; the live address does not show its release yet.',
    };
  return {
    state: 'failed',
    since: iso(run.updated_at),
    revision,
    url,
    message: `GitHub's publish workflow ended with "${conclusion ?? 'nothing'}"; the live site stays as it is. Its page says why.`,
  };
}

const iso = (at: string) => new Date(at).toISOString();
