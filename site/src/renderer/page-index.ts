import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { appendDurably, writeFileAtomically } from '../content/files.ts';
import { dataFolder } from '../environment.ts';
import type { PageChanges } from '../prerender/page-plan.ts';

/** The keys of all pages of a release, by path. */
export type PageKeys = ReadonlyMap<string, string>;

/** Changes when the form of the file does. */
const format = 1;

/** What the keys depend on beside the content: the code, and the address that pages name. */
export interface PageIndexOrigin {
  readonly version: string;
  readonly siteUrl: string;
}

/** The first line: all keys of one release. */
interface Snapshot extends PageIndexOrigin {
  readonly format: number;
  readonly release: string;
  readonly keys: readonly (readonly [string, string])[];
}

/** Every other line: what a later release changed. */
interface Step {
  readonly release: string;
  /** The release that the changes start from. */
  readonly from: string;
  readonly changes: readonly (readonly [string, string | null])[];
}

/**
 * Remembers on disk which pages each release shows, so that a renderer that is started again renders
 * only what has changed meanwhile. A publish appends one line; losing the file costs one full build.
 */
export class PageIndex {
  readonly #file: string;
  readonly #origin: PageIndexOrigin;
  #appended = 0;
  /** The release that the file ends with, when it was noted by us. */
  #last: string | undefined;

  constructor(origin: PageIndexOrigin, folder = join(dataFolder(), 'renderer')) {
    this.#file = join(folder, 'pages.ndjson');
    this.#origin = origin;
  }

  /** The pages of a release; undefined when they are not known for this code and address. */
  read(release: string): PageKeys | undefined {
    const [first, ...steps] = this.#lines();
    if (!first) return undefined;
    const snapshot = first as Snapshot;
    const { version, siteUrl } = this.#origin;
    if (snapshot.format !== format || snapshot.version !== version || snapshot.siteUrl !== siteUrl)
      return undefined;
    const keys = new Map(snapshot.keys);
    let last = snapshot.release;
    if (last === release) return keys;
    for (const step of steps as Step[]) {
      // A line is missing, or another renderer has written here too.
      if (step.from !== last) return undefined;
      last = step.release;
      for (const [path, key] of step.changes) {
        if (key === null) keys.delete(path);
        else keys.set(path, key);
      }
      if (step.release === release) return keys;
    }
    return undefined;
  }

  /**
   * Notes a release.
   * @param from the release that it differs from by `changes`; null where it was made from nothing.
   * @param keys all its pages, with the changes.
   */
  note(release: string, from: string | null, changes: PageChanges, keys: PageKeys): void {
    const isNext = from !== null && from === this.#last;
    // Whatever goes wrong now, nothing is to continue what is half written.
    this.#last = undefined;
    this.#appended += changes.size + 1;
    if (isNext && this.#appended < Math.max(2000, keys.size)) {
      appendDurably(
        this.#file,
        `${JSON.stringify({ release, from, changes: [...changes] } satisfies Step)}\n`,
      );
    } else {
      const snapshot: Snapshot = { format, ...this.#origin, release, keys: [...keys] };
      writeFileAtomically(this.#file, `${JSON.stringify(snapshot)}\n`, { durable: true });
      this.#appended = 0;
    }
    this.#last = release;
  }

  #lines(): unknown[] {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    return text.split('\n').flatMap((line) => {
      try {
        return line ? [JSON.parse(line) as unknown] : [];
      } catch (error) {
        if (error instanceof SyntaxError) return [];
        throw error;
      }
    });
  }
}
