import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { root } from './environment.ts';
import { isErrno } from './files.ts';

export interface ChildOptions {
  /** What node runs: a script and its arguments. */
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets each line that the process prints, without colours. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Gets what the process says over Node's channel between processes. */
  readonly onMessage?: (message: unknown) => void;
}

export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** Settles once the process has ended and all its output has been read. Never rejects. */
  readonly exit: Promise<Exit>;
  /** Says something to the process over Node's channel; nothing happens once it has ended. */
  send(message: object): void;
  /** Ends the process and its whole group: asks, waits, then insists. */
  stop(graceMs?: number): Promise<Exit>;
}

const exitWithParent = new URL('exit-with-parent.ts', import.meta.url).href;

/**
 * Starts Node in a process group of its own, tied to this process: it ends when we do.
 * A group of its own also keeps the terminal's Ctrl-C from reaching it before we have decided.
 */
export function startNode({ args, cwd = root, env = process.env, onLine, onMessage }: ChildOptions): Child {
  const child = spawn(process.execPath, ['--import', exitWithParent, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr } = child;
  if (stdout) readLines(stdout, (line) => onLine?.(line, 'stdout'));
  if (stderr) readLines(stderr, (line) => onLine?.(line, 'stderr'));
  if (onMessage) child.on('message', onMessage);
  const pid = child.pid ?? 0;
  let ended = false;
  const exit = new Promise<Exit>((settle) => {
    child.once('error', (error) => {
      onLine?.(`${process.execPath} cannot be started: ${error.message}`, 'stderr');
      settle({ code: 127, signal: null });
    });
    child.once('close', (code, signal) => settle({ code, signal }));
    child.once('exit', () => {
      ended = true;
      // What it started itself may still be there, holding ports and the pipes we read.
      signalGroup(pid, 'SIGKILL');
    });
  });
  return {
    pid,
    exit,
    send(message) {
      // The end of the process is told by `exit`; here it must only not become an error of ours.
      if (!ended && child.connected) child.send(message, () => undefined);
    },
    async stop(graceMs = 5000) {
      if (!ended) signalGroup(pid, 'SIGTERM');
      const timer = setTimeout(() => ended || signalGroup(pid, 'SIGKILL'), graceMs);
      await exit;
      clearTimeout(timer);
      return exit;
    },
  };
}

/** Tells how a process ended, for a sentence: `with exit code 1`. */
export function describeExit({ code, signal }: Exit): string {
  if (signal === 'SIGKILL') return 'by SIGKILL (out of memory, or somebody ended it)';
  return signal ? `by ${signal}` : `with exit code ${code}`;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (pid <= 0) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH', 'EPERM')) throw error;
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) =>
    onLine(stripVTControlCharacters(line)),
  );
}
