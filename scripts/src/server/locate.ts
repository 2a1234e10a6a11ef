import { type Stats } from 'node:fs';
import { readdir, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isErrno } from '../files.ts';

/** A file that answers a request. */
export interface Located {
  readonly kind: 'file';
  readonly path: string;
  readonly stats: Stats;
}

export type Location =
  Located | { readonly kind: 'redirect'; readonly to: string } | { readonly kind: 'missing' };

/** The release that was asked lost its name while a request was under way: it was recycled. */
export class ReleaseGone extends Error {}

/** First path segments whose files carry a hash of their content in the name. */
const hashedFolders = new Set(['_astro', 'media', 'fonts']);

/**
 * The segments of a request's path; undefined when no file of a tree can be meant: dots that climb
 * or hide, broken encoding, separators and control characters smuggled in.
 */
export function toSegments(path: string): string[] | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  // eslint-disable-next-line no-control-regex -- exactly these are to be refused
  if (!decoded.startsWith('/') || /[\\\u0000-\u001f\u007f]/.test(decoded)) return undefined;
  // A slash that came encoded would make another path of it than the one that caches saw.
  if (/%2f/i.test(path)) return undefined;
  const segments = decoded.split('/').filter(Boolean);
  return segments.some((segment) => segment.startsWith('.') && segment !== '.well-known')
    ? undefined
    : segments;
}

/** Tells whether a path names a file that never changes under its name. */
export function isHashed(segments: readonly string[]): boolean {
  return segments.length > 1 && hashedFolders.has(segments[0] ?? '');
}

/** Finds files in the release that readers get now, and hashed ones in the kept releases before it. */
export class Releases {
  readonly #dataDir: string;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** The folder of the current release; ask once a request, so that one answer never mixes two. */
  async current(): Promise<string | undefined> {
    try {
      return join(this.#dataDir, 'releases', basename(await readlink(join(this.#dataDir, 'current'))));
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'EINVAL')) return undefined;
      throw error;
    }
  }

  /**
   * @param release what `current` answered for this request.
   * @param path as in the request's address, without its query.
   * @throws ReleaseGone when that release is none any more, so that "missing" says nothing.
   */
  async locate(release: string, path: string): Promise<Location> {
    const segments = toSegments(path);
    if (!segments) return { kind: 'missing' };
    const asFolder = path.endsWith('/');
    const found = await statOf(join(release, ...segments, ...(asFolder ? ['index.html'] : [])));
    if (found?.stats.isFile()) return found;
    if (found?.stats.isDirectory() && (await statOf(join(found.path, 'index.html'))))
      return { kind: 'redirect', to: `/${segments.map(encodeURIComponent).join('/')}/` };
    const kept = !asFolder && isHashed(segments) ? await this.#kept(release, segments) : undefined;
    // A tree is whole as long as it has its name: looked at last, it tells whether the rest was true.
    if (!kept && !(await statOf(release))) throw new ReleaseGone(release);
    return kept ?? { kind: 'missing' };
  }

  /** A page that a reader opened before a switch still asks for the assets of its own release. */
  async #kept(release: string, segments: readonly string[]): Promise<Located | undefined> {
    const folder = join(this.#dataDir, 'releases');
    const names = (await readdir(folder)).filter(
      (name) => !name.startsWith('.') && name !== basename(release),
    );
    for (const name of names.sort().reverse()) {
      const found = await statOf(join(folder, name, ...segments));
      if (found?.stats.isFile()) return found;
    }
    return undefined;
  }
}

async function statOf(path: string): Promise<Located | undefined> {
  try {
    return { kind: 'file', path, stats: await stat(path) };
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG')) return undefined;
    throw error;
  }
}
