import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { digestOf, type ReleaseRecord } from './release-record.ts';

/** Answers are judged this long after they came: by then the record knows every release. Milliseconds. */
const grace = 3000;

const decode: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  br: promisify(brotliDecompress),
  gzip: promisify(gunzip),
};
const encodings = ['br', 'gzip', 'identity'] as const;

interface Answer {
  readonly at: number;
  readonly path: string;
  readonly digest: string;
}

/** What readers met, added up. */
export class Tally {
  requests = 0;
  /** Answers without a body: what the reader had was still good. */
  notModified = 0;
  bytes = 0;
  connections = 0;
  failures = 0;
  /** The first few failures of each kind, in words. */
  readonly samples = new Map<string, string[]>();

  fail(kind: string, what: string): void {
    this.failures += 1;
    const known = this.samples.get(kind) ?? [];
    this.samples.set(kind, known);
    if (known.length < 5) known.push(what);
  }
}

/**
 * Somebody who reads one page after the other on one connection that is kept alive, and believes
 * nothing: every body must be that of the path in one release, and no answer may come from an older
 * release than the answer before.
 */
export class Reader {
  readonly #site: URL;
  readonly #paths: readonly string[];
  readonly #record: ReleaseRecord;
  readonly #tally: Tally;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** What a browser's cache would hold: the last answer's tag and digest, by path and encoding. */
  readonly #held = new Map<string, { readonly etag: string; readonly digest: string }>();
  #waiting: Answer[] = [];
  /** The oldest release that the answers so far allow. */
  #floor = '';
  #stopped = false;
  #number = 0;

  constructor(site: string, paths: readonly string[], record: ReleaseRecord, tally: Tally) {
    this.#site = new URL(site);
    this.#paths = paths;
    this.#record = record;
    this.#tally = tally;
  }

  /** Reads until told to stop. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      const path = this.#paths[Math.floor(Math.random() * this.#paths.length)] ?? '/';
      await this.#read(path, encodings[++this.#number % encodings.length] ?? 'identity');
    }
    this.#agent.destroy();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Judges the answers that are old enough; all of them at the end. */
  judge(until = Date.now() - grace): void {
    const due = this.#waiting.findIndex(({ at }) => at > until);
    const answers = this.#waiting.splice(0, due === -1 ? this.#waiting.length : due);
    for (const { path, digest } of answers) {
      const releases = this.#record.releasesWith(path, digest);
      const next = releases.find((builtAt) => builtAt >= this.#floor);
      if (next !== undefined) this.#floor = next;
      else if (releases.length === 0)
        this.#tally.fail('mixed', `${path} had a body that no release has for it (${digest})`);
      else this.#tally.fail('backwards', `${path} came from ${releases.at(-1)} after ${this.#floor}`);
    }
  }

  async #read(path: string, encoding: (typeof encodings)[number]): Promise<void> {
    const tally = this.#tally;
    const key = `${encoding} ${path}`;
    const held = this.#held.get(key);
    tally.requests += 1;
    try {
      const asksAgain = held && this.#number % 4 === 0;
      const headers = { 'accept-encoding': encoding, ...(asksAgain && { 'if-none-match': held.etag }) };
      const { answer, bytes } = await this.#ask(path, headers);
      const etag = answer.headers.etag;
      if (answer.statusCode === 304 && asksAgain) {
        tally.notModified += 1;
        if (etag !== held.etag) tally.fail('tag', `${path} answered 304 with another ETag`);
        this.#waiting.push({ at: Date.now(), path, digest: held.digest });
        return;
      }
      if (answer.statusCode !== 200) return tally.fail(`status ${answer.statusCode}`, path);
      if (bytes.length === 0) return tally.fail('empty', path);
      const used = answer.headers['content-encoding'];
      const body = used ? await decode[used]?.(bytes) : bytes;
      if (!body) return tally.fail('encoding', `${path} came as ${used}`);
      const digest = digestOf(body);
      if (etag) this.#held.set(key, { etag, digest });
      tally.bytes += bytes.length;
      this.#waiting.push({ at: Date.now(), path, digest });
    } catch (error) {
      tally.fail('socket', `${path}: ${(error as Error).message}`);
      await sleep(50);
    }
  }

  /** One request. Rejects when the answer ends before its announced length. */
  #ask(path: string, headers: Record<string, string>): Promise<{ answer: IncomingMessage; bytes: Buffer }> {
    const { hostname, port } = this.#site;
    return new Promise((resolve, reject) => {
      const options = { host: hostname, port, path, headers, agent: this.#agent, timeout: 60_000 };
      const request = get(options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const announced = answer.headers['content-length'];
          if (announced !== undefined && answer.statusCode === 200 && Number(announced) !== bytes.length)
            reject(new Error(`${bytes.length} bytes of ${announced}`));
          else resolve({ answer, bytes });
        });
      });
      request.on('socket', () => {
        if (!request.reusedSocket) this.#tally.connections += 1;
      });
      request.on('timeout', () => request.destroy(new Error('no answer within a minute')));
      request.on('error', reject);
    });
  }
}
