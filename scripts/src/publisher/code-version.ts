import { startNode } from '../child.ts';
import { childEnvironment, type Environment } from '../environment.ts';
import { siteBuild, type BuildProgram } from './builder.ts';

/**
 * Asks the site which version of its code would be built now.
 * @returns 12 hexadecimal digits; undefined when it does not say, and then nothing is rebuilt for its sake.
 */
export async function askVersion(
  environment: Environment,
  program: BuildProgram = siteBuild,
): Promise<string | undefined> {
  let last = '';
  const child = startNode({
    args: program.version,
    env: childEnvironment(environment),
    onLine: (line, stream) => {
      if (stream === 'stdout') last = line.trim() || last;
    },
  });
  const timer = setTimeout(() => void child.stop(1000), 20_000);
  const { code } = await child.exit;
  clearTimeout(timer);
  return code === 0 && /^[0-9a-f]{12}$/.test(last) ? last : undefined;
}
