import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Shows the second folder at the first place, read-only, to the command after them alone. */
const script = `
mount --bind "$2" "$1" && mount -o remount,bind,ro "$1" || exit 97
cd "$1" && shift 2 && exec "$@"
`;

/** The exit code that says: this machine lets us mount nothing. */
export const mayNotMount = 97;

/**
 * Runs a script of this very checkout as if it lay in another folder, and could not be written there. The
 * folder exists in a namespace of mounts that ends with the process; that takes root, or user namespaces.
 * @param folder where it is to lie; absent so far.
 */
export function startInFolder(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, '..', 'in-folder.sh');
  writeFileSync(file, script);
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return spawn('unshare', [...asRoot, '--mount', 'sh', file, folder, root, process.execPath, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}
