import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeExit, startNode, type Child, type Exit } from '../child.ts';
import { say } from '../cli.ts';
import { logFormat, toJsonLine } from '../log.ts';
import { isNoteworthy, wordsOf } from './noteworthy.ts';
import type { Role } from './roles.ts';

/** Waits before a crashed process starts again; the last one repeats. Milliseconds. */
const pauses = [1000, 2000, 5000, 10_000, 30_000];
/** A process that ran this long has earned a fresh start of the waits. Milliseconds. */
const steady = 60_000;
/** A log file larger than this is put aside at the next start. Bytes. */
const largestLog = 10 * 1024 * 1024;

interface Options {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly verbose: boolean;
  /** Called when a process ended by itself; true starts it again after a pause. */
  readonly mayRestart: (role: Role, exit: Exit) => boolean;
}

/** Keeps processes running: passes on their lines, starts them again after a crash, ends them together. */
export class Supervisor {
  readonly #options: Options;
  readonly #script = fileURLToPath(new URL('../start.ts', import.meta.url));
  readonly #children = new Map<Role, Child>();
  readonly #lastLines = new Map<Role, string[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #isJson: boolean;
  #stopping = false;

  constructor(options: Options) {
    this.#options = options;
    this.#isJson = logFormat(options.env) === 'json';
    mkdirSync(join(options.dataDir, 'logs'), { recursive: true });
  }

  /** Starts a role and keeps it running from now on. */
  start(role: Role, args: readonly string[] = [], crashes = 0): void {
    const startedAt = performance.now();
    const file = this.#openLog(role);
    const child = startNode({
      args: [this.#script, role, ...args],
      env: this.#options.env,
      onLine: (line) => {
        const words = wordsOf(line);
        // A crash, or a library that writes as it likes, must not break a file of JSON lines.
        if (this.#isJson && !line.trim()) return;
        const kept = this.#isJson && words === line ? toJsonLine(role, line) : line;
        file.write(`${kept}\n`);
        this.#remember(role, words);
        if (this.#stopping || !(this.#options.verbose || isNoteworthy(role, words))) return;
        say(this.#isJson ? kept : `[${role}] ${line}`);
      },
    });
    this.#children.set(role, child);
    void child.exit.then((exit) => {
      file.end();
      if (this.#stopping) return;
      this.#children.delete(role);
      if (!this.#options.mayRestart(role, exit)) return;
      const count = performance.now() - startedAt > steady ? 0 : crashes;
      const pause = pauses[Math.min(count, pauses.length - 1)] ?? 0;
      say(`[${role}] ended ${describeExit(exit)}; starting it again in ${pause / 1000} s.`);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.start(role, args, count + 1);
      }, pause);
      this.#timers.add(timer);
    });
  }

  isRunning(role: Role): boolean {
    return this.#children.has(role);
  }

  /** The last lines that a role printed, for a message. */
  lastLines(role: Role): readonly string[] {
    return this.#lastLines.get(role) ?? [];
  }

  /** Ends all processes, all at once: asks first, insists after a few seconds. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([...this.#children.values()].map((child) => child.stop(6000)));
  }

  #remember(role: Role, line: string): void {
    const lines = this.#lastLines.get(role) ?? [];
    if (line.trim()) lines.push(line);
    this.#lastLines.set(role, lines.slice(-40));
  }

  #openLog(role: Role): WriteStream {
    const file = join(this.#options.dataDir, 'logs', `${role}.log`);
    if (existsSync(file) && statSync(file).size > largestLog) renameSync(file, `${file}.1`);
    const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
    // A full disk must not end the house for the sake of its diary.
    stream.on('error', () => undefined);
    return stream;
  }
}
