import { TreeThread } from '../tree-thread.ts';
import type { Work } from './tree-verifier-thread.ts';
import type { Verdict } from './verify.ts';

/**
 * The guard before a switch, which remembers the live tree: judging a new one costs what changed.
 * It finds what `verifyTree` finds. The remembering is done by a thread of its own.
 */
export class TreeVerifier {
  readonly #thread: TreeThread<Work, Verdict | undefined>;

  /** @param siteUrl the site's own origin: full addresses that begin with it are internal too. */
  constructor(siteUrl: string) {
    this.#thread = new TreeThread(new URL('./tree-verifier-thread.ts', import.meta.url), { siteUrl });
  }

  /** Reads a whole tree, forgets all before it, and remembers this one as accepted. */
  scan(folder: string): Promise<Verdict> {
    return this.#ask({ do: 'scan', folder });
  }

  /**
   * Judges a tree that differs from the accepted one in these files only; where none is remembered,
   * reads the whole tree. Ends with `accept` or `reject`.
   * @param folder the whole new tree.
   * @param changed files that are new or written anew, `/en/index.html`.
   * @param removed files that are gone.
   */
  check(folder: string, changed: readonly string[], removed: readonly string[]): Promise<Verdict> {
    return this.#ask({ do: 'check', folder, changed, removed });
  }

  /** The checked tree went live: the next check compares with it. */
  async accept(): Promise<void> {
    await this.#thread.do({ do: 'accept' });
  }

  /** The checked tree is not to be: the next check compares with the one before. */
  async reject(): Promise<void> {
    await this.#thread.do({ do: 'reject' });
  }

  /** Another tree went live by another way: the next check reads the whole tree. */
  async forget(): Promise<void> {
    await this.#thread.do({ do: 'forget' });
  }

  /** Ends the thread. */
  close(): Promise<void> {
    return this.#thread.close();
  }

  async #ask(work: Work): Promise<Verdict> {
    const verdict = await this.#thread.wait(this.#thread.do(work));
    return verdict ?? { pages: 0, problems: ['The tree was not judged.'] };
  }
}
