import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RenderedWord, RendererOrder, RendererWord } from '@samleng/shared';
import type { Step } from './random-changes.ts';
import { differences, linkTree, readTree } from './trees.ts';
import { talkTo, type Partner } from './child-process.ts';

const program = fileURLToPath(new URL('../../src/renderer.ts', import.meta.url));

/** A site that is published change by change: the renderer in its own process, and a publisher's part in ours. */
export class IncrementalSite {
  readonly #folder: string;
  readonly #env: Record<string, string>;
  #renderer: Partner<RendererWord> | undefined;
  #live: string | null = null;
  #files: ReadonlyMap<string, Buffer> = new Map();
  /** Renderers that were started, and files that were said to have changed. */
  starts = 0;
  filesChanged = 0;

  /** @param folder holds the trees; absent or empty. */
  constructor(folder: string, env: Record<string, string>) {
    this.#folder = folder;
    this.#env = env;
  }

  /** The files of the live tree. */
  get files(): ReadonlyMap<string, Buffer> {
    return this.#files;
  }

  /** Publishes what the feed says now. @throws Error when the renderer fails, or says less than it did. */
  async publish(mishap: Step['mishap'] = 'none'): Promise<void> {
    if (mishap === 'turned down') await this.#attempt(() => this.#order({ do: 'discard' }));
    if (mishap === 'killed') await this.#killAtWork();
    await this.#attempt((tree, rendered) => this.#adopt(tree, rendered));
  }

  /** Forgets everything: the next publish is the first one. */
  async startOver(): Promise<void> {
    await this.end();
    this.#live = null;
    this.#files = new Map();
    rmSync(this.#folder, { recursive: true, force: true });
    rmSync(this.#env['DATA_DIR'] ?? '', { recursive: true, force: true });
  }

  async end(): Promise<void> {
    await this.#renderer?.kill();
    this.#renderer = undefined;
  }

  /** Asks for a publish into a private copy of the live tree. */
  async #attempt(then: (tree: string, rendered: RenderedWord) => void): Promise<void> {
    await this.#ready();
    for (let attempt = 1; ; attempt += 1) {
      const tree = this.#ask();
      const answer = await this.#answer();
      if (differences(this.#files, this.#live ? readTree(this.#tree(this.#live)) : this.#files).length > 0)
        throw new Error('The renderer wrote into a file that the live tree shares.');
      if ('quarantined' in answer && answer.quarantined?.length)
        throw new Error(
          `The renderer put aside what keeps the contract: ${JSON.stringify(answer.quarantined)}`,
        );
      if (answer.said === 'rendered') then(tree, answer);
      rmSync(tree, { recursive: true, force: true });
      if (answer.said !== 'failed') return;
      if (!answer.temporary || attempt === 3) throw new Error(`The renderer failed: ${answer.message}`);
    }
  }

  #adopt(tree: string, { changed, removed, manifest }: RenderedWord): void {
    const after = readTree(tree);
    for (const [name, bytes] of after) {
      if (!this.#files.get(name)?.equals(bytes) && !changed.includes(`/${name}`))
        throw new Error(`The renderer wrote ${name} without saying so.`);
    }
    const lost = [...this.#files.keys()].filter((name) => !after.has(name) && !removed.includes(`/${name}`));
    if (lost.length > 0) throw new Error(`The renderer removed ${lost[0]} without saying so.`);
    const release = `${manifest.revision}-${randomBytes(2).toString('hex')}`;
    renameSync(tree, this.#tree(release));
    if (this.#live) rmSync(this.#tree(this.#live), { recursive: true, force: true });
    this.#live = release;
    this.#files = after;
    this.filesChanged += changed.length;
    this.#order({ do: 'settle', release });
  }

  /** Ends the renderer somewhere in the middle, as a machine that loses its power would. */
  async #killAtWork(): Promise<void> {
    await this.#ready();
    const tree = this.#ask();
    await sleep(Math.random() * 100);
    await this.end();
    rmSync(tree, { recursive: true, force: true });
  }

  #ask(): string {
    const tree = this.#tree(`.tmp-${randomBytes(4).toString('hex')}`);
    if (this.#live) linkTree(this.#tree(this.#live), tree);
    this.#order({ do: 'publish', tree, live: this.#live });
    return tree;
  }

  #order(order: RendererOrder): void {
    this.#renderer?.send(order);
  }

  async #ready(): Promise<void> {
    if (this.#renderer) return;
    this.#renderer = talkTo<RendererWord>(program, [], this.#env);
    this.starts += 1;
    const answer = await this.#answer();
    if (answer.said !== 'ready') throw new Error(`The renderer began with ${JSON.stringify(answer)}.`);
  }

  async #answer(): Promise<RendererWord> {
    for (;;) {
      const answer = await (this.#renderer as Partner<RendererWord>).next();
      if (answer.said !== 'progress') return answer;
    }
  }

  #tree(id: string): string {
    return join(this.#folder, id);
  }
}
