import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** All files below a folder with their bytes, by path. */
export function readTree(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files
      .map((file) => [relative(folder, file).split(sep).join('/'), readFileSync(file)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A digest of each file below a folder, by path: what two equal trees share. The moment of the build is left out. */
export function digestTree(folder: string): Record<string, string> {
  const digests = [...readTree(folder)].map(([name, bytes]) => {
    const same = name === 'release.json' ? bytes.toString().replace(/"builtAt":"[^"]*"/, '') : bytes;
    return [name, createHash('sha256').update(same).digest('hex').slice(0, 16)];
  });
  return Object.fromEntries(digests);
}
