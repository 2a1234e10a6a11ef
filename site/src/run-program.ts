import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a program of ours in a process of its own, to its end.
 * @throws Error with what it said, when it fails.
 */
export function runProgram(program: URL, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(program, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // What we were started with is ours: exit-with-parent would take its disconnecting for our end.
      execArgv: [],
    });
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-8000)));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(words.trim() || `${fileURLToPath(program)} ended with ${signal ?? code}.`));
    });
  });
}
