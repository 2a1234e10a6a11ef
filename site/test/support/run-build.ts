import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../src/build.ts', import.meta.url));

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the build as people and scripts do: a process of its own, from a folder that is not ours. */
export function runBuild(args: readonly string[], env: Record<string, string>): Promise<Run> {
  return runProgram(program, args, env);
}

/** Runs a program of ours in a process of its own. */
export function runProgram(file: string, args: readonly string[], env: Record<string, string>): Promise<Run> {
  return new Promise((resolve) => {
    // Nothing of this machine's own settings, and no .env file, reaches the build.
    const clean = { PATH: process.env.PATH, HOME: process.env.HOME, ENV_FILE: '/does/not/exist', ...env };
    execFile(
      process.execPath,
      [file, ...args],
      { cwd: '/', env: clean, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
      },
    );
  });
}

/** The last line of an output. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
