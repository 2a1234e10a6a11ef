import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from './cli.ts';
import { isErrno, remove, syncFolder, uniqueName } from './files.ts';
import { ReleasePool, type PoolOptions } from './release-pool.ts';
import { readRolledBack } from './release-rolled-back.ts';
import { releasesHolding, type Found } from './release-search.ts';
import { syncTree } from './release-sync.ts';

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
  /** Names the row of that log, see the feed's trailer. */
  readonly mark?: string;
}

export interface Release extends Manifest {
  /** The name of its folder. */
  readonly id: string;
  readonly live: boolean;
  /** Somebody rolled back from it: another rollback passes it over. */
  readonly rolledBack?: boolean;
}

/** Reads a manifest from text; undefined when it is not one. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const { revision, builtAt, version, log, mark } = JSON.parse(text) as Partial<
      Record<keyof Manifest, unknown>
    >;
    if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 0) return undefined;
    if (typeof builtAt !== 'string' || Number.isNaN(Date.parse(builtAt))) return undefined;
    if (typeof version !== 'string' || !/^[0-9a-f]{12}$/.test(version)) return undefined;
    return {
      revision,
      builtAt,
      version,
      ...(typeof log === 'string' && { log }),
      ...(typeof mark === 'string' && { mark }),
    };
  } catch {
    return undefined;
  }
}

/** The releases of one data folder: kept trees, and the link that says which one readers get. */
export class ReleaseStore {
  readonly folder: string;
  readonly current: string;
  readonly #pool: ReleasePool;

  constructor(dataDir: string, options: PoolOptions = {}) {
    this.folder = join(dataDir, 'releases');
    this.current = join(dataDir, 'current');
    this.#pool = new ReleasePool(this, options);
  }

  /** Makes the folder, and removes what a killed publisher left half done. Returns the names. */
  prepare(): string[] {
    mkdirSync(this.folder, { recursive: true });
    const dataDir = join(this.folder, '..');
    const links = readdirSync(dataDir).filter((name) => name.startsWith('.current-'));
    links.forEach((name) => remove(join(dataDir, name)));
    return [...this.#pool.sweep(), ...links];
  }

  /** A folder for a build, absent so far. It becomes a release only by `adopt`. */
  draft(): string {
    mkdirSync(this.folder, { recursive: true });
    return this.#pool.draft();
  }

  /** Every complete release, newest first. */
  list(): Release[] {
    if (!existsSync(this.folder)) return [];
    const live = this.liveId();
    const rolledBack = readRolledBack(join(this.folder, '..'));
    return readdirSync(this.folder)
      .filter((id) => !id.startsWith('.'))
      .flatMap((id) => {
        const manifest = readManifest(join(this.folder, id));
        if (!manifest) return [];
        return [{ id, live: id === live, ...manifest, ...(rolledBack.has(id) && { rolledBack: true }) }];
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
    this.#pool.adopted(draft, id);
    return { id, live: false, ...manifest };
  }

  /** Shows readers another release, between two of their requests. */
  switchTo(id: string): void {
    const dataDir = join(this.folder, '..');
    if (existsSync(this.current) && !lstatSync(this.current).isSymbolicLink())
      throw new Failure(
        `${this.current} is not a link. Move it away; the publisher puts its own link there.`,
      );
    const before = this.liveId();
    const link = join(dataDir, `.current-${uniqueName()}`);
    symlinkSync(join('releases', id), link);
    renameSync(link, this.current);
    syncFolder(dataDir);
    this.#pool.switched(before, id);
  }

  /**
   * Gives up the releases that are too many, deleted in the background; never the live one and the last
   * one that shows something else, nor one that was live a moment ago. `prepareSpare` does it too, and
   * makes use of them.
   * @returns the names of those given up.
   */
  prune(keep?: number): string[] {
    return this.#pool.prune(keep);
  }

  /**
   * A private copy of the live tree, to write a release into and `adopt` it: files are shared with
   * the live tree, so never write into one; write beside it and rename. Waits for one that is being
   * prepared. An empty folder before the first release.
   * @throws Failure when none can be made: the disk is full.
   */
  spare(): Promise<string> {
    return this.#pool.take();
  }

  /** Begins to make the next spare, in the background, out of the releases that are too many. */
  prepareSpare(): void {
    this.#pool.prepare();
  }

  /** Discards a spare that was written into for a release that is not to be. */
  drop(folder: string): void {
    this.#pool.drop(folder);
  }

  /** Gives a spare back that was written into, in these files only. It is not the caller's any more. */
  revert(folder: string, paths: readonly string[]): void {
    this.#pool.revert(folder, paths);
  }

  /**
   * Tells in which files an adopted release differs from the spare that it was; call it before
   * `switchTo`. Who doesn't call it pays with a walk through whole trees.
   */
  released(id: string, changedPaths: readonly string[]): void {
    this.#pool.released(id, changedPaths);
  }

  /** Makes sure that these files of a tree survive a power cut. */
  syncTree(folder: string, paths: Iterable<string>): Promise<void> {
    return syncTree(folder, paths);
  }

  /** Takes a release away, deleted in the background. @throws Failure for the live one. */
  remove(id: string): void {
    if (this.liveId() === id)
      throw new Failure(`${id} is live. Publish or roll back first, so that readers get another one.`);
    this.#pool.discard(id);
  }

  /** Which releases hold a text, in a path or in content, and where; newest first. */
  containing(needle: string): Found[] {
    return releasesHolding(
      this.folder,
      this.list().map(({ id }) => id),
      needle,
    );
  }

  /** How many spares can be had without waiting. */
  get ready(): number {
    return this.#pool.ready;
  }

  /** How many spares are being prepared in the background. */
  get pending(): number {
    return this.#pool.pending;
  }

  /** Waits until nothing is done in the background. */
  idle(): Promise<void> {
    return this.#pool.idle();
  }

  /** Ends what is done in the background; what is left half done is removed at the next start. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  private liveId(): string | undefined {
    try {
      return basename(readlinkSync(this.current));
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'EINVAL')) return undefined;
      throw error;
    }
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
