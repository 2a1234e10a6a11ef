import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { remove, uniqueName } from '../files.ts';

/** The server bundles that show drafts, one for each version of the code, for the static server to load. */
export class Previews {
  readonly #folder: string;
  #draft: string | undefined;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'preview');
  }

  /** Makes the folder, and removes what a killed process left half done. Returns the names. */
  prepare(): string[] {
    mkdirSync(this.#folder, { recursive: true });
    const drafts = readdirSync(this.#folder).filter((name) => name.startsWith('.'));
    drafts.forEach((name) => remove(join(this.#folder, name)));
    return drafts;
  }

  /** A place for the bundle of a renderer that is being started, absent so far. */
  draft(): string {
    mkdirSync(this.#folder, { recursive: true });
    this.#draft = join(this.#folder, `.tmp-${uniqueName()}`);
    return this.#draft;
  }

  /**
   * Puts the renderer's bundle into its place.
   * @param anew also where one of this version is; otherwise that stays, and stays loaded.
   */
  adopt(version: string, anew: boolean): void {
    const draft = this.#draft;
    if (!draft || !existsSync(draft)) return;
    const place = join(this.#folder, version);
    if (existsSync(place) && !anew) return remove(draft);
    const aside = join(this.#folder, `.old-${uniqueName()}`);
    if (existsSync(place)) renameSync(place, aside);
    renameSync(draft, place);
    remove(aside);
  }

  /** Removes the bundles of all other versions. */
  keep(versions: ReadonlySet<string>): void {
    for (const name of readdirSync(this.#folder))
      if (!name.startsWith('.') && !versions.has(name)) remove(join(this.#folder, name));
  }
}
