import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepsCopies } from './environment.ts';

const site = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(site);

/**
 * Names the code that shapes the site: 12 hexadecimal digits over its sources and the lockfile.
 * The same checkout gives the same version wherever it lies and whenever it is asked; only without
 * copies for reading offline it is another, because that changes every page.
 */
export function codeVersion(): string {
  const configuration = readdirSync(site, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|[cm]?[jt]s)$/.test(entry.name))
    .map((entry) => join(site, entry.name));
  const version = hashOf([
    ...configuration,
    ...filesBelow(join(site, 'src')),
    ...filesBelow(join(site, 'public')),
    ...filesBelow(join(root, 'shared', 'src')),
    join(root, 'pnpm-lock.yaml'),
  ]);
  const whole = keepsCopies() ? version : createHash('sha256').update(`${version} online`).digest('hex');
  return whole.slice(0, 12);
}

/** Names the contract and the form in which content is kept: what was stored under another one cannot be trusted. */
export function contractVersion(): string {
  const form = join(site, 'src', 'content', 'bodies.ts');
  return hashOf([...filesBelow(join(root, 'shared', 'src')), form]).slice(0, 12);
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  const named = files.map((file) => ({ file, name: relative(root, file).split(sep).join('/') }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { file, name } of named) {
    const bytes = readFileSync(file);
    hash.update(`\n${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** All files below a folder, without those that editors and systems leave behind. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('~'))
    .map((entry) => join(entry.parentPath, entry.name));
}
