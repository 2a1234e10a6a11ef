import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

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

/** Copies a tree as a publisher does: by hard links, so that whoever writes in place spoils both. */
export function linkTree(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, source));
    if (entry.isDirectory()) mkdirSync(target, { recursive: true });
    else {
      mkdirSync(dirname(target), { recursive: true });
      linkSync(source, target);
    }
  }
}

/** Where two trees differ, file by file in words; the moment of the build is left out. */
export function differences(one: ReadonlyMap<string, Buffer>, other: ReadonlyMap<string, Buffer>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].sort().flatMap((name) => {
    const [a, b] = [one.get(name), other.get(name)];
    if (!a || !b) return [`${name} is only in the ${a ? 'first' : 'second'}`];
    if (a.equals(b)) return [];
    const [before, after] = [a, b].map((bytes) => withoutMoment(name, bytes.toString()));
    return before === after ? [] : [`${name} differs:\n${firstDifference(before ?? '', after ?? '')}`];
  });
}

function withoutMoment(name: string, text: string): string {
  return name === 'release.json' ? text.replace(/"builtAt":"[^"]*"/, '') : text;
}

/** Both texts around the first character in which they differ. */
function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 150), at + 150));
  return `  first:  …${around(one)}…\n  second: …${around(other)}…`;
}
