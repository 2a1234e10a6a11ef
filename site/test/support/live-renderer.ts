import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Blame, RenderedManifest, RendererOrder, RendererWord } from '@samleng/shared';
import { talkTo, type Partner } from './child-process.ts';
import { linkTree, readTree } from './trees.ts';

const program = fileURLToPath(new URL('../../src/renderer.ts', import.meta.url));

type Word<Said extends RendererWord['said']> = Extract<RendererWord, { said: Said }>;

/** A renderer in its own process, and the publisher's part in ours: a folder a release, each a linked copy of the last. */
export class LiveRenderer {
  /** The release that readers see. */
  live: string | null = null;
  /** What the renderer told on the way. */
  readonly progress: string[] = [];
  readonly #folder: string;
  readonly #env: Record<string, string>;
  #process: Partner<RendererWord> | undefined;
  #releases = 0;

  /** @param folder holds the releases. */
  constructor(folder: string, env: Record<string, string>) {
    this.#folder = folder;
    this.#env = env;
  }

  /** The folder of a release. */
  treeOf(release: string): string {
    return join(this.#folder, release);
  }

  /** The files of the live release. */
  get files(): ReadonlyMap<string, Buffer> {
    return this.live ? readTree(this.treeOf(this.live)) : new Map();
  }

  async start(...args: string[]): Promise<Word<'ready'>> {
    this.#process = talkTo<RendererWord>(program, args, this.#env);
    return this.#expect('ready');
  }

  async end(): Promise<void> {
    await this.#process?.kill();
    this.#process = undefined;
  }

  /** Ends it between two orders, and starts another one. */
  async restart(): Promise<void> {
    // Orders have no answer of their own but this one; they are carried out in turn.
    await this.attempt();
    await this.end();
    await this.start();
  }

  /** Has what is published put live. @throws Error when the renderer says anything but `rendered`. */
  async publish(blame?: Blame): Promise<Word<'rendered'>> {
    const { tree, word } = await this.attempt(false, blame);
    if (word.said !== 'rendered') throw new Error(`The renderer said ${JSON.stringify(word)}.`);
    const release = `release-${++this.#releases}`;
    renameSync(tree, this.treeOf(release));
    this.live = release;
    this.order({ do: 'settle', release });
    return word;
  }

  /** Has what was taken back taken out of the live tree alone, and puts that live. */
  async withdraw(): Promise<Word<'withdrawn'>> {
    const tree = join(this.#folder, '.tmp-tree');
    rmSync(tree, { recursive: true, force: true });
    linkTree(this.treeOf(this.live ?? ''), tree);
    this.order({ do: 'withdraw', tree, live: this.live ?? '' });
    const word = await this.#expect('withdrawn');
    const release = `release-${++this.#releases}`;
    renameSync(tree, this.treeOf(release));
    this.live = release;
    this.order({ do: 'settle', release });
    return word;
  }

  /**
   * Has it rendered, and leaves what comes of it where it is: in a tree of its own, not live.
   * @param fromNothing has all of it rendered, into an empty tree.
   */
  async attempt(
    fromNothing = false,
    blame?: Blame,
  ): Promise<{ readonly tree: string; readonly word: RendererWord }> {
    const tree = join(this.#folder, '.tmp-tree');
    rmSync(tree, { recursive: true, force: true });
    if (this.live && !fromNothing) linkTree(this.treeOf(this.live), tree);
    const manifest = this.live && readFileSync(join(this.treeOf(this.live), 'release.json'), 'utf8');
    const { revision, log } = manifest ? (JSON.parse(manifest) as RenderedManifest) : {};
    const shown = revision !== undefined && log !== undefined && { shown: { revision, log } };
    this.order({
      do: 'publish',
      tree,
      live: fromNothing ? null : this.live,
      ...shown,
      ...(blame && { blame }),
    });
    return { tree, word: await this.#next() };
  }

  order(order: RendererOrder): void {
    this.#process?.send(order);
  }

  async #expect<Said extends RendererWord['said']>(said: Said): Promise<Word<Said>> {
    const word = await this.#next();
    if (word.said !== said) throw new Error(`The renderer said ${JSON.stringify(word)}.`);
    return word as Word<Said>;
  }

  async #next(): Promise<RendererWord> {
    for (;;) {
      const word = await (this.#process as Partner<RendererWord>).next();
      if (word.said !== 'progress') return word;
      this.progress.push(word.text);
    }
  }
}
