import { Worker } from 'node:worker_threads';

/** Work for a thread, under a number of the asker's, and what comes back. */
export interface Job<Work> {
  readonly job: number;
  readonly work: Work;
}

export interface Done<Answer> {
  readonly job: number;
  readonly answer?: Answer;
  readonly error?: string;
}

interface Waiting<Answer> {
  readonly done: (answer: Answer) => void;
  readonly failed: (error: Error) => void;
}

/**
 * A thread that works on trees. It starts with the first work, again after it died, and never keeps
 * the process alive unless somebody waits for it.
 */
export class TreeThread<Work, Answer = void> {
  readonly #program: URL;
  readonly #data: unknown;
  #worker: Worker | undefined;
  #jobs = 0;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #awaited = 0;
  #isClosed = false;

  /**
   * @param program the module that the thread runs; it answers each `Job` by one `Done`.
   * @param data what it finds as its `workerData`.
   */
  constructor(program: URL, data?: unknown) {
    this.#program = program;
    this.#data = data;
  }

  /** Hands work over. @throws what the thread says when it fails. */
  do(work: Work): Promise<Answer> {
    if (this.#isClosed) return Promise.reject(new Error('The thread was ended.'));
    const worker = (this.#worker ??= this.#start());
    const job = (this.#jobs += 1);
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(job, { done: resolve, failed: reject });
      worker.postMessage({ job, work } satisfies Job<Work>);
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
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#program, { workerData: this.#data });
    if (this.#awaited === 0) worker.unref();
    const end = (error: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { failed } of this.#waiting.values()) failed(error);
      this.#waiting.clear();
    };
    worker.on('message', ({ job, answer, error }: Done<Answer>) => {
      const waiting = this.#waiting.get(job);
      this.#waiting.delete(job);
      if (error === undefined) waiting?.done(answer as Answer);
      else waiting?.failed(new Error(error));
    });
    worker.once('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    worker.once('exit', () => end(new Error('The thread ended before it was done.')));
    return worker;
  }
}
