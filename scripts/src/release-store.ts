import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from './cli.ts';
import { isErrno, remove, syncFolder, uniqueName } from './files.ts';

/** What a release says about itself in /release.json. */
export interface Manifest {
  /** The publication log's number that its content stands for. */
  readonly revision: number;
  /** The moment it was built, ISO 8601. */
  readonly builtAt: string;
  /** Names the code that made it: 12 hexadecimal digits. */
  readonly version: string;
  /** Names the log that `revision` belongs to, where the site states it. */
  readonly log?: string;
}

export interface Release extends Manifest {
  /** The name of its folder. */
  readonly id: string;
  readonly live: boolean;
}

export interface StoreOptions {
  /** How many releases are kept. */
  readonly keep?: number;
  /** Told when something went wrong in the background. */
  readonly log?: (line: string) => void;
}

const marker = '.tmp-';

/** Reads a manifest from text; undefined when it is not one. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const { revision, builtAt, version, log } = JSON.parse(text) as Partial<Record<keyof Manifest, unknown>>;
    if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 0) return undefined;
    if (typeof builtAt !== 'string' || Number.isNaN(Date.parse(builtAt))) return undefined;
    if (typeof version !== 'string' || !/^[0-9a-f]{12}$/.test(version)) return undefined;
    return { revision, builtAt, version, ...(typeof log === 'string' && { log }) };
  } catch {
    return undefined;
  }
}

/** The releases of one data folder: kept trees, and the link that says which one readers get. */
export class ReleaseStore {
  readonly folder: string;
  readonly current: string;
  readonly #options: StoreOptions;

  constructor(dataDir: string, options: StoreOptions = {}) {
    this.folder = join(dataDir, 'releases');
    this.current = join(dataDir, 'current');
    this.#options = options;
  }

  /** Makes the folder, and removes what a killed publisher left half done. */
  prepare(): string[] {
    mkdirSync(this.folder, { recursive: true });
    const dataDir = join(this.folder, '..');
    const leftovers = [
      ...readdirSync(this.folder)
        .filter((name) => name.startsWith(marker))
        .map((name) => join(this.folder, name)),
      ...readdirSync(dataDir)
        .filter((name) => name.startsWith('.current-'))
        .map((name) => join(dataDir, name)),
    ];
    leftovers.forEach(remove);
    return leftovers.map((path) => basename(path));
  }

  /** A folder for a build, absent so far. It becomes a release only by `adopt`. */
  draft(): string {
    mkdirSync(this.folder, { recursive: true });
    return join(this.folder, `${marker}${uniqueName()}`);
  }

  /** Every complete release, newest first. */
  list(): Release[] {
    if (!existsSync(this.folder)) return [];
    const live = this.liveId();
    return readdirSync(this.folder)
      .filter((id) => !id.startsWith('.'))
      .flatMap((id) => {
        const manifest = readManifest(join(this.folder, id));
        return manifest ? [{ id, live: id === live, ...manifest }] : [];
      })
      .sort((a, b) => (a.builtAt < b.builtAt || (a.builtAt === b.builtAt && a.id < b.id) ? 1 : -1));
  }

  /** The release that readers get now; undefined before the first. */
  live(): Release | undefined {
    const id = this.liveId();
    const manifest = id === undefined ? undefined : readManifest(join(this.folder, id));
    return id !== undefined && manifest ? { id, live: true, ...manifest } : undefined;
  }

  /** Gives a finished build its name. Readers don't see it yet. */
  adopt(draft: string): Release {
    const manifest = readManifest(draft);
    if (!manifest) throw new Failure(`The build in ${draft} has no valid release.json.`);
    const stamp = manifest.builtAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    const wanted = `${stamp}-r${manifest.revision}`;
    let id = wanted;
    for (let n = 2; existsSync(join(this.folder, id)); n += 1) id = `${wanted}-${n}`;
    renameSync(draft, join(this.folder, id));
    syncFolder(this.folder);
    return { id, live: false, ...manifest };
  }

  /** Shows readers another release, between two of their requests. */
  switchTo(id: string): void {
    const dataDir = join(this.folder, '..');
    if (existsSync(this.current) && !lstatSync(this.current).isSymbolicLink())
      throw new Failure(
        `${this.current} is not a link. Move it away; the publisher puts its own link there.`,
      );
    const link = join(dataDir, `.current-${uniqueName()}`);
    symlinkSync(join('releases', id), link);
    renameSync(link, this.current);
    syncFolder(dataDir);
  }

  /** Removes all but the newest releases; never the live one. Returns the names of the removed. */
  prune(keep: number): string[] {
    const surplus = this.list()
      .slice(keep)
      .filter((release) => !release.live);
    for (const { id } of surplus) {
      // Out of sight first: a reader's request finds a release whole or not at all.
      const aside = this.draft();
      renameSync(join(this.folder, id), aside);
      remove(aside);
    }
    return surplus.map(({ id }) => id);
  }

  /**
   * A private copy of the live tree, to write a release into and `adopt` it: files are shared with
   * the live tree, so never write into one; write beside it and rename. An empty folder before the
   * first release.
   */
  async spare(): Promise<string> {
    const folder = this.draft();
    const live = this.liveId();
    mkdirSync(folder);
    if (live !== undefined) linkTree(join(this.folder, live), folder);
    return folder;
  }

  /** Begins to make the next spare, in the background, and gives up releases beyond those to keep. */
  prepareSpare(): void {
    this.prune(this.#options.keep ?? 5);
  }

  /** Discards a spare that was written into for a release that is not to be. */
  drop(folder: string): void {
    remove(folder);
  }

  /** Makes a spare equal to the live tree again, in these files. */
  async revert(folder: string, _paths: readonly string[]): Promise<void> {
    remove(folder);
  }

  /** Tells in which files an adopted release differs from the live one; call it before `switchTo`. */
  released(_id: string, _changedPaths: readonly string[]): void {}

  /** Makes sure that these files of a tree survive a power cut. */
  async syncTree(folder: string, paths: readonly string[]): Promise<void> {
    for (const path of new Set(paths.map((each) => dirname(join(folder, each))))) syncFolder(path);
  }

  /** Waits until nothing is done in the background. */
  async idle(): Promise<void> {}

  /** Ends what is done in the background; what is left half done is removed at the next start. */
  async close(): Promise<void> {}

  private liveId(): string | undefined {
    try {
      return basename(readlinkSync(this.current));
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'EINVAL')) return undefined;
      throw error;
    }
  }
}

function linkTree(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(target);
      linkTree(source, target);
    } else linkSync(source, target);
  }
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return parseManifest(readFileSync(join(folder, 'release.json'), 'utf8'));
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
