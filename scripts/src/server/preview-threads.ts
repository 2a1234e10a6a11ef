import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { Worker } from 'node:worker_threads';

/** What the node adapter's bundle exports, in middleware mode. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/** How it went: answered; no preview at all; it threw; it took too long; too many are asked for. */
export type Outcome = 'answered' | 'none' | 'failed' | 'late' | 'busy';

/** By this the thread says that it has no page of its own to answer with. */
export const outcomeHeader = 'x-preview-outcome';

/** Each holds the index of all documents in memory. */
const mostThreads = 2;
/** So many editors may wait for a thread. */
const mostWaiting = 20;
/** A thread that was asked nothing for so long is ended, and its memory free. Milliseconds. */
const idleMs = 300_000;
/** A text that needs more ends its thread instead of the site. */
const resourceLimits = { maxOldGenerationSizeMb: 1024 };

/** What ends here concerns one connection alone. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date']);

interface Thread {
  readonly key: string;
  readonly worker: Worker;
  readonly port: Promise<number>;
  /** Rejects when the thread has ended. */
  readonly end: Promise<never>;
  isBusy: boolean;
  hasEnded: boolean;
  idle?: NodeJS.Timeout | undefined;
}

/** A bundle's file, and a word that changes when it was replaced. */
export interface Bundle {
  readonly entry: URL;
  readonly key: string;
}

/** Threads that make previews, each one at a time. One that misses its deadline is ended. */
export class PreviewThreads {
  readonly #program = new URL('./preview-worker.ts', import.meta.url);
  readonly #deadline: () => AbortSignal;
  readonly #waiting: (() => void)[] = [];
  #threads: Thread[] = [];

  /** @param deadline aborts when a preview, begun now, has taken too long. */
  constructor(deadline: () => AbortSignal) {
    this.#deadline = deadline;
  }

  /** Has a request answered by a bundle; whoever asked answers all but `answered`. */
  async answer(bundle: Bundle, request: IncomingMessage, response: ServerResponse): Promise<Outcome> {
    const thread = await this.#take(bundle);
    if (!thread) return 'busy';
    if (response.destroyed) {
      // The editor left while waiting.
      this.#release(thread);
      return 'answered';
    }
    const deadline = this.#deadline();
    const late = new Promise<'late'>((resolve) => {
      if (deadline.aborted) resolve('late');
      deadline.addEventListener('abort', () => resolve('late'), { once: true });
    });
    let outcome: Outcome | undefined;
    try {
      const answered = thread.port.then((port) => forward(port, request, response));
      outcome = await Promise.race([answered, late, thread.end]);
      return outcome;
    } finally {
      if (outcome === undefined || outcome === 'late') void this.#end(thread);
      this.#release(thread);
    }
  }

  /** Ends all threads, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => this.#end(thread)));
  }

  /** A thread that is free, or becomes so; undefined where too many wait for one. */
  async #take({ entry, key }: Bundle): Promise<Thread | undefined> {
    for (;;) {
      for (const old of this.#threads) if (old.key !== key && !old.isBusy) void this.#end(old);
      const free = this.#threads.find((thread) => !thread.isBusy);
      const thread = free ?? (this.#threads.length < mostThreads ? this.#start(entry, key) : undefined);
      if (thread) {
        thread.isBusy = true;
        clearTimeout(thread.idle);
        return thread;
      }
      if (this.#waiting.length >= mostWaiting) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #start(entry: URL, key: string): Thread {
    const worker = new Worker(this.#program, {
      workerData: { entry: `${entry.href}?${key}` },
      resourceLimits,
    });
    worker.unref();
    const port = new Promise<number>((resolve) => worker.once('message', resolve));
    const end = new Promise<never>((_, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The thread that makes previews has ended.')));
    });
    // Nobody may be waiting for it when it ends.
    end.catch(() => {
      thread.hasEnded = true;
      this.#threads = this.#threads.filter((one) => one !== thread);
    });
    const thread: Thread = { key, worker, port, end, isBusy: false, hasEnded: false };
    this.#threads.push(thread);
    return thread;
  }

  #release(thread: Thread): void {
    thread.isBusy = false;
    if (!thread.hasEnded) thread.idle = setTimeout(() => void this.#end(thread), idleMs).unref();
    this.#waiting.shift()?.();
  }

  async #end(thread: Thread): Promise<void> {
    thread.hasEnded = true;
    clearTimeout(thread.idle);
    this.#threads = this.#threads.filter((one) => one !== thread);
    await thread.worker.terminate();
  }
}

/** Passes a request on to a thread, and its answer back. An editor who leaves does not make the thread free. */
function forward(port: number, request: IncomingMessage, response: ServerResponse): Promise<Outcome> {
  const { method, url, headers } = request;
  return new Promise((resolve, reject) => {
    ask({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, (answer) => {
      answer.on('error', reject);
      const outcome = answer.headers[outcomeHeader];
      if (outcome !== undefined) {
        answer.resume();
        return resolve(outcome as Outcome);
      }
      answer.on('end', () => resolve('answered'));
      if (response.destroyed) return void answer.resume();
      response.statusCode = answer.statusCode ?? 500;
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined && !hopByHop.has(name)) response.setHeader(name, value);
      answer.pipe(response);
      response.on('close', () => answer.resume());
    })
      .on('error', reject)
      .end();
  });
}
