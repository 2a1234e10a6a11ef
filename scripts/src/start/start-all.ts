import { Failure, say } from '../cli.ts';
import { ensureBuilt } from '../ensure-built.ts';
import { addressHere, type Environment } from '../environment.ts';
import { describeExit } from '../child.ts';
import { askStatus, type PublisherStatus } from '../publisher/ask.ts';
import { lastWords } from './noteworthy.ts';
import { checkUnused } from './house-lock.ts';
import { checkPorts } from './ports.ts';
import { cmsEnvironment, type Role } from './roles.ts';
import { summarise } from './summary.ts';
import { Supervisor } from './supervisor.ts';
import { answers, waitFor } from './wait.ts';
import { wrapperChain } from './wrappers.ts';

interface Options {
  readonly demo: boolean;
  readonly verbose: boolean;
}

/**
 * Builds what is missing, starts all roles, waits until the site is live, and keeps them running
 * until somebody ends it.
 * @throws Failure when something cannot start; everything that did start is ended first.
 */
export async function startAll(environment: Environment, options: Options): Promise<void> {
  const startedAt = Date.now();
  const ending = endSignal();
  const house = new House(besideCms(environment), options, ending);
  try {
    checkUnused(environment.dataDir);
    await checkPorts(environment);
    await ensureBuilt({ cms: true, admin: true });
    ending.throwIfAborted();
    await house.startCms();
    await house.startOthers();
    const status = await house.firstRelease();
    summarise(environment, status, startedAt);
    await new Promise((resolve) => ending.addEventListener('abort', resolve, { once: true }));
  } catch (error) {
    if (!ending.aborted) throw error;
  } finally {
    if (ending.aborted) say('\nEnding everything …');
    await house.stop();
  }
  say('Samleng has ended.');
}

/** The CMS runs here: publisher and renderer need no public name, certificate or proxy to reach it. */
function besideCms(environment: Environment): Environment {
  if (process.env['CMS_INTERNAL_URL']) return environment;
  return { ...environment, cmsInternalUrl: addressHere(environment, environment.cmsPort) };
}

/** The roles of one start, with what is waited for and what is said when it does not come. */
class House {
  readonly #environment: Environment;
  readonly #options: Options;
  readonly #ending: AbortSignal;
  readonly #supervisor: Supervisor;
  readonly #ready = new Set<Role>();
  #fatal: Failure | undefined;

  constructor(environment: Environment, options: Options, ending: AbortSignal) {
    this.#environment = environment;
    this.#options = options;
    this.#ending = ending;
    this.#supervisor = new Supervisor({
      dataDir: environment.dataDir,
      env: cmsEnvironment(environment, options.demo),
      verbose: options.verbose,
      mayRestart: (role, exit) => {
        if (this.#ready.has(role)) return true;
        this.#fatal = new Failure(
          `The ${role} ended ${describeExit(exit)} while starting:\n${this.#words(role)}`,
        );
        return false;
      },
    });
  }

  async startCms(): Promise<void> {
    const { cmsPort } = this.#environment;
    this.#supervisor.start('cms', this.#options.demo ? [] : ['--no-demo']);
    await this.#until('cms', 'The CMS boots', 180, () =>
      answers(`${addressHere(this.#environment, cmsPort)}/_ready`, (status) => status < 400),
    );
  }

  async startOthers(): Promise<void> {
    const { sitePort, publisherPort, github } = this.#environment;
    this.#supervisor.start('publisher');
    // With GitHub as the target readers are served from there.
    if (!github) this.#supervisor.start('site');
    await this.#until('publisher', 'The publisher starts', 30, () =>
      answers(`http://127.0.0.1:${publisherPort}/healthz`, (status) => status === 200),
    );
    if (!github)
      await this.#until('site', 'The site starts', 30, () =>
        answers(`${addressHere(this.#environment, sitePort)}/release.json`, () => true),
      );
  }

  /** Waits for the publisher's first look and what follows from it. */
  async firstRelease(): Promise<PublisherStatus | undefined> {
    let status: PublisherStatus | undefined;
    await waitFor({
      title: 'The site is built',
      limit: this.#environment.buildTimeout,
      signal: this.#ending,
      probe: async () => {
        if (this.#fatal) throw this.#fatal;
        status = await askStatus(this.#environment);
        return status !== undefined && status.round !== null && status.state !== 'building';
      },
      late: () =>
        `The site was not built in ${this.#environment.buildTimeout} s.\n${this.#words('publisher')}`,
    });
    return status;
  }

  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  async #until(role: Role, title: string, limit: number, probe: () => Promise<boolean>): Promise<void> {
    await waitFor({
      title,
      limit,
      signal: this.#ending,
      probe: async () => {
        if (this.#fatal) throw this.#fatal;
        return this.#supervisor.isRunning(role) && probe();
      },
      late: () => `The ${role} did not answer within ${limit} s.\n${this.#words(role)}`,
    });
    this.#ready.add(role);
  }

  #words(role: Role): string {
    const words = lastWords(this.#supervisor.lastLines(role)) || 'It said nothing.';
    return `${words}\nThe complete log is ${this.#environment.dataDir}/logs/${role}.log.`;
  }
}

/** Aborts when somebody wants an end: Ctrl-C, a service manager, a closed terminal, a dead pnpm. */
function endSignal(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());
  // npx or pnpm may be ended without a word to us; we would go on with nobody to end us.
  const wrappers = wrapperChain();
  if (wrappers.length > 0)
    setInterval(() => wrapperChain().length < wrappers.length && ending.abort(), 1000).unref();
  return ending.signal;
}
