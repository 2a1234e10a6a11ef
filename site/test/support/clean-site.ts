import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Document } from '@samleng/shared';
import { talkTo, type Partner } from './child-process.ts';
import { lastLine, runBuild } from './run-build.ts';
import type { CleanOrder } from './render-clean.ts';
import { readTree } from './trees.ts';

type Said = { readonly said: 'ready' | 'rendered' } | { readonly said: 'failed'; readonly message: string };

/** So many processes share the pages where all of them are rendered. */
const shares = 2;

const program = fileURLToPath(new URL('render-clean.ts', import.meta.url));

/** Clean trees of any content: quick ones by a bundle that stays loaded, and real ones to check those. */
export class CleanSite {
  readonly #folder: string;
  readonly #env: Record<string, string>;
  #renderers: Partner<Said>[] = [];

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

  /** Loads the bundle into new processes. */
  async renew(): Promise<void> {
    await this.end();
    rmSync(join(this.#folder, 'kept'), { recursive: true, force: true });
    const env = { ...this.#env, DATA_DIR: join(this.#folder, 'data') };
    for (let count = 0; count < shares; count += 1) {
      const renderer = talkTo<Said>(program, [], env);
      this.#renderers.push(renderer);
      // One after the other: the first makes the bundle.
      await answerOf(renderer);
    }
  }

  /**
   * All pages of some documents, none taken from the site that is published.
   * @param order `anew` says whether every page is rendered, or only those with a view that was not seen before.
   */
  async render(order: Omit<CleanOrder, 'out' | 'share' | 'documents'> & { documents: Iterable<Document> }) {
    const out = join(this.#folder, order.anew ? 'anew' : 'kept');
    if (order.anew) rmSync(out, { recursive: true, force: true });
    const documents = [...order.documents];
    const hands = order.anew ? this.#renderers : this.#renderers.slice(0, 1);
    await Promise.all(
      hands.map((renderer, share) => {
        renderer.send({ ...order, documents, out, share: { share, of: hands.length } });
        return answerOf(renderer);
      }),
    );
    return readTree(out);
  }

  async end(): Promise<void> {
    await Promise.all(this.#renderers.map((renderer) => renderer.kill()));
    this.#renderers = [];
  }
}

async function answerOf(renderer: Partner<Said>): Promise<void> {
  const answer = await renderer.next();
  if (answer.said === 'failed') throw new Error(`The clean renderer failed: ${answer.message}`);
}
