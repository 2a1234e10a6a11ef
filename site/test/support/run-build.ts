import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../src/build.ts', import.meta.url));

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the build as people and scripts do: a process of its own, from a folder that is not ours. */
export function runBuild(args: readonly string[], env: Record<string, string>, cwd = '/'): Promise<Run> {
  return new Promise((resolve) => {
    // Nothing of this machine's own settings, and no .env file, reaches the build.
    const clean = { PATH: process.env.PATH, HOME: process.env.HOME, ENV_FILE: '/does/not/exist', ...env };
    execFile(process.execPath, [program, ...args], { cwd, env: clean }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

/** The last line of an output. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
