import { type ChildProcess, fork } from 'node:child_process';

/** A program of ours that is spoken with in messages. */
export interface Partner<Said> {
  readonly pid: number;
  send(message: object): void;
  /** The next message. @throws Error with all that it printed when it ends instead. */
  next(): Promise<Said>;
  kill(): Promise<void>;
}

/** Starts a program with nothing of this machine's settings, as `runProgram` does, and a line to it. */
export function talkTo<Said>(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
): Partner<Said> {
  const clean = { PATH: process.env.PATH, HOME: process.env.HOME, ENV_FILE: '/does/not/exist', ...env };
  const child: ChildProcess = fork(file, args, {
    cwd: '/',
    env: clean,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said: Said[] = [];
  let printed = '';
  let wake: () => void = () => undefined;
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.on('message', (message) => {
    said.push(message as Said);
    wake();
  });
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
      wake();
    }),
  );
  return {
    pid: child.pid ?? 0,
    send: (message) => void child.send(message),
    async next() {
      for (;;) {
        const message = said.shift();
        if (message) return message;
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(
            `${file} ended (${child.exitCode ?? child.signalCode}). It printed:\n${printed.slice(-3000)}`,
          );
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
