import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Document } from '@samleng/shared';
import { talkTo, type Partner } from './child-process.ts';
import { lastLine, runBuild } from './run-build.ts';
import type { CleanOrder } from './render-clean.ts';
import { readTree } from './trees.ts';

type Said = { readonly said: 'ready' | 'rendered' } | { readonly said: 'failed'; readonly message: string };

const program = fileURLToPath(new URL('render-clean.ts', import.meta.url));

/** Clean trees of any content: quick ones by a bundle that stays loaded, and real ones to check those. */
export class CleanSite {
  readonly #folder: string;
  readonly #env: Record<string, string>;
  #renderer: Partner<Said> | undefined;

  constructor(folder: string, env: Record<string, string>) {
    this.#folder = folder;
    this.#env = env;
  }

  /** The pages that `pnpm build` makes from nothing of what the feed says now. */
  async build(): Promise<Map<string, Buffer>> {
    const data = join(this.#folder, 'build');
    rmSync(data, { recursive: true, force: true });
    const run = await runBuild(['--pages-only', '--out', join(data, 'tree')], {
      ...this.#env,
      DATA_DIR: data,
    });
    if (run.code !== 0) throw new Error(`The clean build failed: ${run.stderr}`);
    return readTree(lastLine(run.stdout));
  }

  /** Loads the bundle into a new process. */
  async renew(): Promise<void> {
    await this.end();
    this.#renderer = talkTo<Said>(program, [], { ...this.#env, DATA_DIR: join(this.#folder, 'data') });
    await this.#answer();
  }

  /** All pages of some documents, each made anew. */
  async render(order: Omit<CleanOrder, 'out' | 'documents'> & { documents: Iterable<Document> }) {
    const out = join(this.#folder, 'tree');
    rmSync(out, { recursive: true, force: true });
    this.#renderer?.send({ ...order, documents: [...order.documents], out });
    await this.#answer();
    return readTree(out);
  }

  async end(): Promise<void> {
    await this.#renderer?.kill();
    this.#renderer = undefined;
  }

  async #answer(): Promise<void> {
    const answer = await this.#renderer?.next();
    if (!answer || answer.said === 'failed') throw new Error(`The clean renderer failed: ${answer?.message}`);
  }
}
