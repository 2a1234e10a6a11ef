import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Text by path, `en/index.html`; folders that hold nothing end in a slash. */
export type Snapshot = Readonly<Record<string, string>>;

/** All that a tree holds. */
export function snapshotOf(folder: string): Snapshot {
  const found: Record<string, string> = {};
  const walk = (below: string) => {
    const entries = readdirSync(join(folder, below), { withFileTypes: true });
    if (entries.length === 0 && below) found[`${below}/`] = '';
    for (const entry of entries) {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) walk(path);
      else found[path] = readFileSync(join(folder, path), 'utf8');
    }
  };
  walk('');
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes as the renderer does: beside, then renamed, since the file may be another tree's too. */
export function writeBeside(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** Removes a file, and the folders that hold nothing any more. */
export function takeAway(folder: string, path: string): void {
  rmSync(join(folder, path));
  for (let each = dirname(join(folder, path)); each !== folder; each = dirname(each)) {
    if (readdirSync(each).length > 0) return;
    rmSync(each, { recursive: true });
  }
}
