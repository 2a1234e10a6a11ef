import { describeExit, startNode, type ChildOptions } from './child.ts';
import { Failure, say } from './cli.ts';

interface Step extends ChildOptions {
  /** What happens, for people: `Building the admin`. */
  readonly title: string;
}

/**
 * Runs one program to its end and says that it still runs every few seconds.
 * @throws Failure with the program's last words.
 */
export async function runStep({ title, ...options }: Step): Promise<void> {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const lines: string[] = [];
  say(`${title} …`);
  const progress = setInterval(() => say(`${title} … ${seconds()}`), 5000);
  const child = startNode({
    ...options,
    onLine(line) {
      if (line.trim()) lines.push(line);
      if (lines.length > 25) lines.shift();
    },
  });
  const stop = () => void child.stop(2000);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const exit = await child.exit;
  process.off('SIGINT', stop).off('SIGTERM', stop);
  clearInterval(progress);
  if (exit.code !== 0) throw new Failure(`${title} ended ${describeExit(exit)}:\n${lines.join('\n')}`);
  say(`${title}: done in ${seconds()}.`);
}
