import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The digest by which bodies are told apart. */
export function digestOf(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('base64url');
}

/**
 * Notes of every release that appears which bytes it has for each of some paths. Releases are told
 * apart and ordered by the moment at which they say they were built.
 */
export class ReleaseRecord {
  readonly #folder: string;
  readonly #paths: readonly string[];
  readonly #seen = new Map<string, { readonly builtAt: string; readonly digests: readonly string[] }>();
  /** By path: which releases, oldest first, have a body. */
  readonly #releasesOf = new Map<string, Map<string, string[]>>();
  /** What was wrong with releases themselves. */
  readonly complaints: string[] = [];

  /** @param folder the folder of all releases. */
  constructor(folder: string, paths: readonly string[]) {
    this.#folder = folder;
    this.#paths = paths;
    for (const path of paths) this.#releasesOf.set(path, new Map());
  }

  get count(): number {
    return this.#seen.size;
  }

  /** Takes note of releases that have appeared; call it often, because old ones are pruned. */
  look(): void {
    for (const id of this.#names()) if (!this.#seen.has(id)) this.#note(id);
  }

  /** The moments of the releases in which a path has a body, oldest first; none when there is no such release. */
  releasesWith(path: string, digest: string): readonly string[] {
    return this.#releasesOf.get(path)?.get(digest) ?? [];
  }

  /** A release never changes once it has its name: compares the ones still there with what was noted. */
  checkFrozen(): void {
    for (const id of this.#names()) {
      const noted = this.#seen.get(id);
      const now = this.#digests(id);
      if (!noted || !now) continue;
      const changed = this.#paths.filter((_, index) => noted.digests[index] !== now[index]);
      if (changed.length > 0) this.complaints.push(`Release ${id} changed under its name: ${changed[0]}`);
    }
  }

  #names(): string[] {
    return readdirSync(this.#folder).filter((name) => !name.startsWith('.'));
  }

  #note(id: string): void {
    const digests = this.#digests(id);
    const manifest = digests && readIfThere(join(this.#folder, id, 'release.json'));
    // Pruned while we looked: readers cannot have met it for longer than we did.
    if (!digests || !manifest) return;
    const { builtAt } = JSON.parse(manifest.toString()) as { builtAt: string };
    this.#seen.set(id, { builtAt, digests });
    this.#paths.forEach((path, index) => {
      const digest = digests[index];
      if (!digest) return void this.complaints.push(`Release ${id} lacks ${path}`);
      const byDigest = this.#releasesOf.get(path);
      const moments = [...(byDigest?.get(digest) ?? []), builtAt].sort();
      byDigest?.set(digest, moments);
    });
  }

  /** Undefined when the release is gone; an empty digest stands for a file that is not in it. */
  #digests(id: string): string[] | undefined {
    const digests = this.#paths.map((path) => {
      const bytes = readIfThere(join(this.#folder, id, path.endsWith('/') ? `${path}index.html` : path));
      return bytes ? digestOf(bytes) : '';
    });
    return readIfThere(join(this.#folder, id, 'release.json')) ? digests : undefined;
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
