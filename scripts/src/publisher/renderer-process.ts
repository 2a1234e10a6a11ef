import type {
  FollowedWord,
  FollowOrder,
  PublishOrder,
  RendererOrder,
  RendererWord,
  WithdrawnWord,
  WithdrawOrder,
} from '@samleng/shared';
import { join } from 'node:path';
import { describeExit, startNode, type Child } from '../child.ts';
import { Failure } from '../cli.ts';
import { childEnvironment, root, type Environment } from '../environment.ts';
import type { Log } from '../log.ts';
import { CmsAway } from './feed-head.ts';

/** What node is given to run the renderer; tests put another program in its place. */
export type RendererProgram = readonly string[];

export const siteRenderer: RendererProgram = [join(root, 'site/src/renderer.ts')];

type Ready = Extract<RendererWord, { said: 'ready' }>;
/** What comes of an order to publish. */
export type Rendered = Extract<RendererWord, { said: 'rendered' | 'unchanged' }>;

/** The renderer ended in the middle; another one may do better. */
export class RendererGone extends Failure {}

/** One of those that follow the pages failed; the others can go on. */
export class FollowFailure extends Failure {
  readonly companion: string;

  constructor(companion: string, message: string) {
    super(message);
    this.companion = companion;
  }
}

/** How long it may take to stop what follows the pages when a publish waits. Seconds. */
const patience = 5;

/** Lines of complaint kept for the message. */
const kept = 12;

interface RendererOptions {
  readonly environment: Environment;
  readonly log: Log;
  readonly program?: RendererProgram;
  /** Where the bundle of the preview route goes. */
  readonly previewOut: string;
}

/** One renderer: a child process that keeps the site's code and content loaded. */
export class RendererProcess {
  readonly #child: Child;
  readonly #environment: Environment;
  readonly #log: Log;
  readonly #ready: Promise<Ready>;
  readonly #complaints: string[] = [];
  #answer: { resolve(word: RendererWord): void; reject(error: Error): void } | undefined;
  #rssMb = 0;
  #firstRssMb = 0;
  #isOver = false;

  constructor({ environment, log, program = siteRenderer, previewOut }: RendererOptions) {
    this.#environment = environment;
    this.#log = log;
    let settle: { resolve(ready: Ready): void; reject(error: Error): void } | undefined;
    this.#ready = new Promise((resolve, reject) => (settle = { resolve, reject }));
    // Asked for only when something is to be published.
    this.#ready.catch(() => undefined);
    this.#child = startNode({
      args: [...program, '--preview-out', previewOut],
      env: { ...childEnvironment(environment), NODE_ENV: 'production' },
      onLine: (line, stream) => {
        if (stream === 'stderr' && line.trim()) this.#complaints.push(line.trim());
        log(`renderer: ${line}`);
      },
      onMessage: (message) => {
        const word = message as RendererWord;
        if (word.said === 'progress') return log(word.text, { event: 'renderer.progress' });
        if (word.said === 'ready') {
          this.#rssMb = word.rssMb;
          log(`The renderer is ready after ${word.seconds.toFixed(1)} s.`, {
            event: 'renderer.ready',
            version: word.version,
            seconds: word.seconds,
          });
          return settle?.resolve(word);
        }
        if (word.said === 'rendered' || word.said === 'followed') this.#note(word.rssMb);
        if (word.said === 'failed') settle?.reject(new Failure(word.message));
        this.#answer?.resolve(word);
        this.#answer = undefined;
      },
    });
    void this.#child.exit.then((exit) => {
      this.#isOver = true;
      const words = this.#complaints.slice(-kept).join('\n');
      const gone = new RendererGone(`The renderer ended ${describeExit(exit)}.${words && `\n${words}`}`);
      settle?.reject(gone);
      this.#answer?.reject(gone);
      this.#answer = undefined;
    });
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get rssMb(): number {
    return this.#rssMb;
  }

  /** Whether its memory has grown so much since its first publish that a fresh one is better. */
  get isBloated(): boolean {
    return this.#rssMb > Math.max(this.#environment.rendererMemory, this.#firstRssMb * 1.5);
  }

  /** Settles once the code is loaded. @throws Failure when it cannot be. */
  get ready(): Promise<Ready> {
    return this.#ready;
  }

  /**
   * Brings a tree to what is published.
   * @throws CmsAway when trying again later may help; RendererGone when it ended; Failure otherwise.
   */
  async publish(order: Omit<PublishOrder, 'do'>, signal: AbortSignal): Promise<Rendered> {
    const { buildTimeout } = this.#environment;
    let late = false;
    const stop = () => void this.stop(3000);
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, buildTimeout * 1000);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      await this.#ready;
      const word = await this.#ask({ do: 'publish', ...order });
      if (word.said === 'rendered' || word.said === 'unchanged') return word;
      const message = word.said === 'failed' ? word.message : `The renderer says ${word.said}.`;
      throw word.said === 'failed' && word.temporary ? new CmsAway(message) : new Failure(message);
    } catch (error) {
      if (signal.aborted) throw new Failure('The build was ended because the publisher stops.');
      if (late)
        throw new Failure(
          `The build took longer than ${buildTimeout} s and was ended. BUILD_TIMEOUT allows more.`,
        );
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /**
   * Brings what follows the pages up to them in a tree; stops where it is when aborted.
   * @throws RendererGone when it ended, also because it would not stop; Failure otherwise.
   */
  async follow(order: Omit<FollowOrder, 'do'>, signal: AbortSignal): Promise<FollowedWord> {
    let timer: NodeJS.Timeout | undefined;
    const within = (seconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => void this.stop(0), seconds * 1000);
    };
    const interrupt = () => {
      this.#send({ do: 'interrupt' });
      within(patience);
    };
    try {
      await this.#ready;
      signal.addEventListener('abort', interrupt, { once: true });
      within(order.limit + this.#environment.buildTimeout);
      const asked = this.#ask({ do: 'follow', ...order });
      if (signal.aborted) interrupt();
      const word = await asked;
      if (word.said === 'followed') return word;
      if (word.said === 'failed' && word.companion !== undefined)
        throw new FollowFailure(word.companion, word.message);
      throw new Failure(word.said === 'failed' ? word.message : `The renderer says ${word.said}.`);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    }
  }

  /**
   * Takes what was taken back out of a tree that stays live.
   * @throws RendererGone when it ended; Failure otherwise.
   */
  async withdraw(order: Omit<WithdrawOrder, 'do'>): Promise<WithdrawnWord> {
    const timer = setTimeout(() => void this.stop(0), this.#environment.buildTimeout * 1000);
    try {
      await this.#ready;
      const word = await this.#ask({ do: 'withdraw', ...order });
      if (word.said === 'withdrawn') return word;
      throw new Failure(word.said === 'failed' ? word.message : `The renderer says ${word.said}.`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sent at once, so that an interruption told after it comes after it. */
  #ask(order: RendererOrder): Promise<RendererWord> {
    return new Promise<RendererWord>((resolve, reject) => {
      if (this.#isOver) reject(new RendererGone('The renderer has ended.'));
      this.#answer = { resolve, reject };
      this.#send(order);
    });
  }

  /** The tree has become a release and is live. */
  settle(release: string): void {
    this.#send({ do: 'settle', release });
  }

  /** The tree was thrown away. */
  discard(): void {
    this.#send({ do: 'discard' });
  }

  async stop(graceMs = 1000): Promise<void> {
    await this.#child.stop(graceMs);
  }

  #send(order: RendererOrder): void {
    this.#child.send(order);
  }

  #note(rssMb: number): void {
    this.#rssMb = rssMb;
    this.#firstRssMb ||= rssMb;
    if (this.isBloated) this.#log(`The renderer has grown to ${rssMb} MB; a fresh one takes its place.`);
  }
}
