import { spawn } from 'node:child_process';
import { root } from './environment.ts';

/**
 * Runs Node on the terminal of the person who called us.
 * @returns its exit code; 130 when a signal ended it.
 */
export async function runForeground(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
  cwd = root,
): Promise<number> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'inherit' });
  // Ctrl-C reaches the child by the terminal; ending by a service manager has to be passed on.
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const ignore = () => undefined;
  process.on('SIGTERM', pass).on('SIGINT', ignore);
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (status) => resolve(status ?? 130));
  });
  process.off('SIGTERM', pass).off('SIGINT', ignore);
  return code;
}
