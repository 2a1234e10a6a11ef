import { join } from 'node:path';
import { startNode, describeExit, type Child } from '../child.ts';
import { Failure } from '../cli.ts';
import { childEnvironment, root, type Environment } from '../environment.ts';
import { CmsAway } from './feed-head.ts';

/**
 * What node is given to build the site. Less room for short-lived values than it would take: a build
 * and its helper together are to stay below a gigabyte at ten thousand pages.
 */
export const buildProgram: readonly string[] = ['--max-semi-space-size=8', join(root, 'site/src/build.ts')];

/** The exit code that says: the CMS is away, try again later. */
const temporary = 75;
/** Lines of complaint kept for the message. */
const kept = 12;

export interface BuildOptions {
  readonly environment: Environment;
  /** Where the tree goes; absent or empty. */
  readonly out: string;
  /** More options for the program. */
  readonly args?: readonly string[];
  readonly extraEnv?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => unknown;
  /** Ends the build when aborted; `build` then rejects. */
  readonly signal?: AbortSignal;
}

/**
 * Builds the site in a process of its own.
 * @throws CmsAway when the content could not be pulled; Failure with the program's own words otherwise.
 */
export async function build(options: BuildOptions): Promise<void> {
  const { environment, out, onLine, signal, extraEnv, args = [] } = options;
  const complaints: string[] = [];
  const child = startNode({
    args: [...buildProgram, '--out', out, ...args],
    env: { ...childEnvironment(environment), NODE_ENV: 'production', ...extraEnv },
    onLine(line, stream) {
      if (stream === 'stderr' && line.trim()) complaints.push(line.trim());
      onLine?.(line);
    },
  });
  const limit = endBy(child, environment.buildTimeout, signal);
  const exit = await child.exit;
  limit.clear();
  if (signal?.aborted) throw new Failure('The build was ended because the publisher stops.');
  if (limit.reached())
    throw new Failure(
      `The build took longer than ${environment.buildTimeout} s and was ended. BUILD_TIMEOUT allows more.`,
    );
  if (exit.code === 0) return;
  const words = complaints.slice(-kept).join('\n') || `It ended ${describeExit(exit)} and said nothing.`;
  if (exit.code === temporary) throw new CmsAway(words);
  throw new Failure(exit.code === 1 ? words : `The build ended ${describeExit(exit)}.\n${words}`);
}

function endBy(child: Child, seconds: number, signal: AbortSignal | undefined) {
  let late = false;
  const stop = () => void child.stop(3000);
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, seconds * 1000);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return {
    reached: () => late,
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    },
  };
}
