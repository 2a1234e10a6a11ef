import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Since } from '../content/feed-client.ts';
import { PageError } from './page-plan.ts';
import type { Share } from './render-share.ts';

const program = fileURLToPath(new URL('./help.ts', import.meta.url));

/** Below this a second process costs more than it brings. Pages, or versions of documents. */
export const worthHelp = 3000;

/** What a helper is told: render this share of what the store holds at this point. */
export interface HelperOrder extends Share {
  /** The site's code. */
  readonly bundle: string;
  readonly tree: string;
}

/** What a helper says. */
export type HelperWord =
  | { readonly said: 'progress'; readonly rendered: number }
  | { readonly said: 'done'; readonly pages: number }
  /** `path`: the page that cannot be made. */
  | { readonly said: 'failed'; readonly message: string; readonly path?: string };

/**
 * A second process that renders a share of the pages, so that both cores are used.
 */
export class Helper {
  readonly #child: ChildProcess;
  readonly #outcome: Promise<number>;
  #onProgress: (rendered: number) => void = () => undefined;

  /** @param point what the store holds; the helper refuses to render anything else. */
  constructor({ revision, log }: Since) {
    this.#child = fork(program, [String(revision), log], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Nothing of ours: what was preloaded into us watches over a process by this very channel. Less
      // room for short-lived values, so that both of us together stay below a gigabyte.
      execArgv: ['--max-semi-space-size=8'],
    });
    this.#outcome = new Promise((resolve, reject) => {
      this.#child.on('message', (word: HelperWord) => {
        if (word.said === 'progress') this.#onProgress(word.rendered);
        else if (word.said === 'done') resolve(word.pages);
        else reject(word.path ? new PageError(word.path, word.message) : new Error(word.message));
      });
      this.#child.once('exit', (code, signal) =>
        reject(new Error(`The second renderer ended with ${signal ?? code} before it was done.`)),
      );
    });
    // Looked at when it is asked to render; until then its end is no unhandled one.
    this.#outcome.catch(() => undefined);
  }

  /** @returns how many pages it rendered. */
  async render(
    order: HelperOrder,
    onProgress: (rendered: number) => void = () => undefined,
  ): Promise<number> {
    this.#onProgress = onProgress;
    this.#child.send(order);
    return this.#outcome;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
