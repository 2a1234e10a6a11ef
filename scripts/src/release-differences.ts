/** Beyond this many files a walk through both trees is as quick. */
const largest = 100_000;

/**
 * In which files each tree of the pool may differ from the live one, as far as is known. More is
 * named than differs; what is not named is equal.
 */
export class Differences {
  readonly #byTree = new Map<string, ReadonlySet<string>>();

  /** The files in which a tree may differ from the live one; undefined where that is not known. */
  of(tree: string): ReadonlySet<string> | undefined {
    return this.#byTree.get(tree);
  }

  set(tree: string, paths: ReadonlySet<string> | undefined): void {
    if (!paths || paths.size > largest) this.#byTree.delete(tree);
    else this.#byTree.set(tree, paths);
  }

  rename(tree: string, name: string): void {
    this.set(name, this.of(tree));
    this.#byTree.delete(tree);
  }

  forget(tree: string): void {
    this.#byTree.delete(tree);
  }

  /**
   * Another tree is live now: what differed from the old one may differ from the new one, and so may
   * all in which these two differ.
   */
  switched(from: string | undefined, to: string): void {
    if (from === to) return;
    const between = from === undefined ? undefined : this.of(to);
    if (!between || from === undefined) this.#byTree.clear();
    else {
      for (const [tree, paths] of [...this.#byTree]) this.set(tree, new Set([...paths, ...between]));
      this.set(from, between);
    }
    this.#byTree.set(to, new Set());
  }
}
