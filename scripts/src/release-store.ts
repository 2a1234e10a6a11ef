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

  constructor(dataDir: string) {
    this.folder = join(dataDir, 'releases');
    this.current = join(dataDir, 'current');
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
