import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateName, tableName, wholeName } from './names.ts';

/** Stands before the name of each file; no text of ours holds it. */
const mark = '\f';

/**
 * All files of a small index as one, which a browser can keep for reading offline.
 * @param fresh texts that are not on disk yet.
 */
export function toWhole(folder: string, fresh: ReadonlyMap<string, string> = new Map()): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(folder.length + 1));
  return [...new Set([...names, tableName])]
    .filter((name) => name !== stateName && name !== wholeName)
    .sort()
    .map((name) => `${mark}${name}\n${fresh.get(name) ?? readFileSync(join(folder, name), 'utf8')}`)
    .join('');
}
