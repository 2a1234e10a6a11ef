import { Worker } from 'node:worker_threads';
import type { Done, Job, Work } from './release-worker.ts';

interface Waiting {
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * The thread that makes and removes trees. It starts with the first work, and never keeps the
 * process alive unless somebody waits for it.
 */
export class ReleaseThread {
  #worker: Worker | undefined;
  #jobs = 0;
  readonly #waiting = new Map<number, Waiting>();
  #awaited = 0;

  /** Hands work over. @throws what the thread says when it fails. */
  do(work: Work): Promise<void> {
    const worker = (this.#worker ??= this.#start());
    const job = (this.#jobs += 1);
    return new Promise<void>((resolve, reject) => {
      this.#waiting.set(job, { done: resolve, failed: reject });
      worker.postMessage({ job, work } satisfies Job);
    });
  }

  /** Keeps the process alive until a promise about the thread's work is settled. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    this.#awaited += 1;
    this.#worker?.ref();
    try {
      return await promise;
    } finally {
      this.#awaited -= 1;
      if (this.#awaited === 0) this.#worker?.unref();
    }
  }

  /** Ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./release-worker.ts', import.meta.url));
    if (this.#awaited === 0) worker.unref();
    const end = (error: Error) => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { failed } of this.#waiting.values()) failed(error);
      this.#waiting.clear();
    };
    worker.on('message', ({ job, error }: Done) => {
      const waiting = this.#waiting.get(job);
      this.#waiting.delete(job);
      if (error === undefined) waiting?.done();
      else waiting?.failed(new Error(error));
    });
    worker.once('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    worker.once('exit', () => end(new Error('The thread that prepares releases ended.')));
    return worker;
  }
}
