import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isErrno, writeWhole } from './files.ts';

/** SHA-256 of the files of a release, by path: '/en/index.html'. */
export type Digests = ReadonlyMap<string, string>;

/** In what a tree differs from the digests that it was made with. Paths, sorted. */
export interface Comparison {
  /** Files compared. */
  readonly files: number;
  readonly damaged: readonly string[];
  readonly missing: readonly string[];
  /** Nobody of ours put them there. */
  readonly unexpected: readonly string[];
}

/** One line of the book: what a release has, or in what it differs from the one before it. */
interface Line {
  readonly release: string;
  /** Null where `changes` are all files. */
  readonly from: string | null;
  readonly changes: readonly (readonly [string, string | null])[];
}

/** Beyond this many lines' worth of changes the book is written anew. */
const longBook = 2000;

/**
 * Remembers with which digest each file of a release was made. A publish appends one line. The file may be
 * lost: then a release counts as whole as it lies there when it is looked at next.
 */
export class DigestBook {
  readonly #file: string;
  /** The release that the file ends with, when it was noted by us. */
  #last: string | undefined;
  #appended = 0;

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'publisher', 'digests.ndjson');
  }

  /** The digests of a release; undefined when they are not known. */
  read(release: string): Digests | undefined {
    const digests = new Map<string, string>();
    let last: string | undefined;
    for (const line of this.#lines()) {
      if (line.from === null) digests.clear();
      // A line is missing; perhaps a later one begins anew.
      else if (line.from !== last) last = undefined;
      if (line.from !== null && last === undefined) continue;
      for (const [path, digest] of line.changes) {
        if (digest === null) digests.delete(path);
        else digests.set(path, digest);
      }
      last = line.release;
      if (last === release) return digests;
    }
    return undefined;
  }

  /**
   * Notes a release.
   * @param from the release that it differs from by `changes`; null where these are all of its files.
   */
  note(release: string, from: string | null, changes: ReadonlyMap<string, string | null>): void {
    const isNext = from !== null && from === this.#last;
    // Whatever goes wrong now, nothing is to continue what is half written.
    this.#last = undefined;
    if (isNext && this.#appended + changes.size < longBook) {
      appendFileSync(this.#file, lineOf({ release, from, changes: [...changes] }));
      this.#appended += changes.size + 1;
    } else {
      const before = from === null ? new Map<string, string>() : this.read(from);
      // Not known from where: the next look at the whole release begins a new book.
      if (!before) return;
      const all = new Map<string, string | null>([...before, ...changes]);
      for (const [path, digest] of changes) if (digest === null) all.delete(path);
      writeWhole(this.#file, lineOf({ release, from: null, changes: [...all] }));
      this.#appended = 0;
    }
    this.#last = release;
  }

  *#lines(): Generator<Line> {
    if (!existsSync(this.#file)) return;
    for (const text of readFileSync(this.#file, 'utf8').split('\n')) {
      try {
        if (text) yield JSON.parse(text) as Line;
      } catch (error) {
        // Cut off by a power cut; what continues it does not fit and is passed over too.
        if (!(error instanceof SyntaxError)) throw error;
      }
    }
  }
}

/** The digest of a file below a tree; null where there is none. */
export async function digestOf(folder: string, path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(join(folder, path)))
      .digest('hex');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** The paths of all files of a tree. */
export function pathsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll(sep, '/'))
    .sort();
}

/**
 * Reads every file of a tree.
 * @param rest called after each file, for those who have time.
 */
export async function compareTree(
  folder: string,
  digests: Digests,
  rest?: () => Promise<void>,
): Promise<Comparison> {
  const damaged: string[] = [];
  const missing: string[] = [];
  for (const [path, digest] of [...digests].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const found = await digestOf(folder, path);
    if (found === null) missing.push(path);
    else if (found !== digest) damaged.push(path);
    await rest?.();
  }
  const unexpected = pathsIn(folder).filter((path) => !digests.has(path));
  return { files: digests.size, damaged, missing, unexpected };
}

/** Whether a tree is as it was made. */
export function isAsMade({ damaged, missing, unexpected }: Comparison): boolean {
  return damaged.length + missing.length + unexpected.length === 0;
}

/** Names what differs, one line a file. */
export function tellComparison({ damaged, missing, unexpected }: Comparison): string[] {
  return [
    ...damaged.map((path) => `${path} holds other bytes than it was made with.`),
    ...missing.map((path) => `${path} is missing.`),
    ...unexpected.map((path) => `${path} was not put there by the publisher.`),
  ];
}

function lineOf(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}
