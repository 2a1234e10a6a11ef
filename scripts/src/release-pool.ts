import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, messageOf } from './cli.ts';
import { isErrno, uniqueName } from './files.ts';
import { Differences } from './release-differences.ts';
import { fewest, stateOf, surplus, type Aged } from './release-retention.ts';
import type { Wanted, Work } from './release-worker.ts';
import { TreeThread } from './tree-thread.ts';

/** Names of everything in the folder of releases that is no release. */
export const marker = '.tmp-';
const garbage = `${marker}gone-`;
/** Spares beside the kept releases: while one is recycled, or left alone still, the next publish finds one. */
const beside = 2;

export interface PoolOptions {
  /** How many releases are kept; the live one and the last one that shows something else always are. */
  readonly keep?: number;
  /**
   * A tree that was live less than this ago is not touched: a web server may have read the link
   * just before the switch and open the file just after. Milliseconds.
   */
  readonly grace?: number;
  /**
   * How often the pool may grow by a whole copy of the live tree, until it has room for all that are
   * to be kept. Copies in a row would keep the disk from those who publish now. Milliseconds.
   */
  readonly growth?: number;
  /** Told when something went wrong in the background. */
  readonly log?: (line: string) => void;
}

/** What the pool needs to know of the releases. */
interface Releases {
  readonly folder: string;
  list(): readonly (Aged & { readonly live: boolean; readonly rolledBack?: boolean })[];
  live(): Aged | undefined;
}

interface Spare {
  readonly tree: string;
  /** Fulfilled when the tree is equal to a tree that was live when this began. */
  readonly made: Promise<void>;
  isMade: boolean;
  readonly model: string;
}

/**
 * The trees beside the kept releases: spare copies of the live one, and garbage. There are as many
 * trees as releases to keep, and two more: before there are so many releases, the others are spares,
 * so that a burst of publishes right after a start finds its copies made. From then on each publish
 * recycles the tree that retention gives up, which costs what differs.
 */
export class ReleasePool {
  readonly #releases: Releases;
  readonly #keep: number;
  readonly #grace: number;
  readonly #log: (line: string) => void;
  readonly #thread = new TreeThread<Work>(new URL('./release-worker.ts', import.meta.url));
  readonly #differences = new Differences();
  readonly #spares = new Set<Spare>();
  /** Spares that somebody writes into, by folder's name. */
  readonly #taken = new Set<string>();
  /** For releases adopted from a spare whose changes were not told yet: the spare's name. */
  readonly #bases = new Map<string, string>();
  /** When a release stopped being live, in this process. Milliseconds since 1970. */
  readonly #retired = new Map<string, number>();
  readonly #busy = new Set<Promise<unknown>>();
  /** The release that the differences are from. */
  #live: string | undefined;
  /** How long the last whole copy took. Milliseconds. */
  #copyTakes = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #growth: number;
  #growthTimer: NodeJS.Timeout | undefined;
  /** The copy that the pool grows by. Nobody waits for it, so it counts only when it is made. */
  #growing: Spare | undefined;
  /** How many trees there are to be by now, spares included; undefined before the first look. */
  #size: number | undefined;
  #isClosed = false;

  constructor(
    releases: Releases,
    { keep = 5, grace = 2000, growth = 60_000, log = () => undefined }: PoolOptions,
  ) {
    this.#releases = releases;
    this.#keep = Math.max(keep, fewest);
    this.#grace = grace;
    this.#growth = growth;
    this.#log = log;
  }

  /** A folder's path below the releases, with a name that nobody has. */
  draft(): string {
    return join(this.#releases.folder, `${marker}${uniqueName()}`);
  }

  /** Puts what a killed process left out of the way, and begins to delete it. Returns the names. */
  sweep(): string[] {
    const own = new Set([...this.#taken, ...this.#copies().map(({ tree }) => tree)]);
    const left = readdirSync(this.#releases.folder).filter(
      (name) => name.startsWith(marker) && !own.has(name) && ![...this.#bases.values()].includes(name),
    );
    for (const name of left) this.discard(name);
    return left.filter((name) => !name.startsWith(garbage));
  }

  /** Out of sight at once, deleted in the background. */
  discard(tree: string): void {
    this.#differences.forget(tree);
    this.#retired.delete(tree);
    const aside = this.#aside(tree);
    if (!aside) return;
    const gone = this.#thread.do({ do: 'remove', tree: this.#path(aside) });
    this.#background(gone, `${aside} could not be removed`);
  }

  /** Hands out a spare that equals the live tree; makes one when none is ready. */
  async take(): Promise<string> {
    let problem: unknown;
    for (let failures = 0; failures < 2 && !this.#isClosed;) {
      if (!this.#seen()) return this.#empty();
      const ready = [...this.#spares].find(({ isMade }) => isMade) ?? [...this.#spares][0];
      if (!ready) {
        const wait = this.#tend();
        if (this.#spares.size === 0) await sleep(wait);
        continue;
      }
      this.#spares.delete(ready);
      this.#taken.add(ready.tree);
      try {
        await this.#thread.wait(this.#finish(ready));
        return this.#path(ready.tree);
      } catch (error) {
        problem = error;
        failures += 1;
        this.drop(this.#path(ready.tree));
      }
    }
    throw new Failure(
      `No copy of the live tree could be made in ${this.#releases.folder}: ${messageOf(problem)}`,
    );
  }

  /** Begins to make the spares that are lacking, and gives up what is kept too much. */
  prepare(): void {
    this.#tend();
  }

  /** Discards a spare that was handed out. */
  drop(folder: string): void {
    const tree = basename(folder);
    this.#taken.delete(tree);
    this.discard(tree);
  }

  /** Takes a spare back that was written into, in these files only. */
  revert(folder: string, paths: readonly string[]): void {
    const tree = basename(folder);
    const before = this.#differences.of(tree);
    if (!before) return this.drop(folder);
    this.#taken.delete(tree);
    this.#differences.set(tree, new Set([...before, ...toPaths(paths)]));
    this.#begin(tree, this.#differences.of(tree));
  }

  /** A draft became a release. */
  adopted(draft: string, id: string): void {
    const tree = basename(draft);
    if (this.#taken.delete(tree)) this.#bases.set(id, tree);
  }

  /** Says in which files an adopted release differs from the spare that it was. */
  released(id: string, paths: readonly string[]): void {
    const base = this.#bases.get(id);
    if (base === undefined) return;
    const before = this.#differences.of(base);
    this.#differences.set(id, before && new Set([...before, ...toPaths(paths)]));
    this.#bases.delete(id);
    this.#differences.forget(base);
  }

  /** Readers get another release now. */
  switched(from: string | undefined, to: string): void {
    this.#differences.switched(this.#live, to);
    this.#live = to;
    if (from !== undefined && from !== to) this.#retired.set(from, performance.now());
  }

  /** Gives up what is too much, and makes no use of it. Returns the names. */
  prune(keep?: number): string[] {
    const given = this.#surplus(keep).filter((id) => this.#unripe(id) <= 0);
    for (const id of given) this.discard(id);
    return given;
  }

  #surplus(keep = this.#keep): string[] {
    const releases = this.#releases.list();
    const live = releases.find((release) => release.live);
    const others = releases.filter((each) => !live || stateOf(each) !== stateOf(live));
    const models = this.#copies().flatMap(({ isMade, model }) => (isMade ? [] : [model]));
    // The one to roll back to: what was live before and shows something else, or the newest such one
    // where this process has not seen it; known to be bad only where there is nothing better.
    const rank = ({ id, rolledBack }: (typeof others)[number]) => (rolledBack ? -1 : this.#retiredAt(id));
    const [before] = others.toSorted((a, b) => rank(b) - rank(a));
    return surplus(
      releases,
      keep,
      [live?.id, before?.id, ...models].filter((id) => id !== undefined),
    );
  }

  /** How many spares can be had at once. */
  get ready(): number {
    return [...this.#spares].filter(({ isMade }) => isMade).length;
  }

  /** How many trees are being prepared. */
  get pending(): number {
    return this.#copies().filter(({ isMade }) => !isMade).length;
  }

  /** Waits until nothing is done in the background. */
  async idle(): Promise<void> {
    while (this.#busy.size > 0) await this.#thread.wait(Promise.allSettled(this.#busy));
  }

  /** Ends the background work where it stands. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#growthTimer);
    await this.#thread.close();
  }

  /**
   * Gives up what is too much, and begins to make the spares that are lacking.
   * @returns how long to wait for a tree that may be recycled then, where that is what is lacking. Milliseconds.
   */
  #tend(): number {
    clearTimeout(this.#timer);
    const live = this.#seen();
    if (!live || this.#isClosed) return 0;
    for (const spare of [...this.#spares])
      if (spare.isMade && this.#differences.of(spare.tree)?.size !== 0) {
        this.#spares.delete(spare);
        this.#begin(spare.tree, this.#differences.of(spare.tree));
      }
    let kept = this.#releases.list().length;
    const size = this.#grow(kept);
    let wait = Infinity;
    for (const id of this.#surplus(size - beside)) {
      const unripe = this.#unripe(id);
      if (unripe > 0) {
        wait = Math.min(wait, unripe);
        continue;
      }
      kept -= 1;
      if (this.#lacks(kept, size)) this.#recycle(id);
      else this.discard(id);
    }
    if (wait < Infinity) {
      this.#timer = setTimeout(() => this.prepare(), wait).unref();
      if (this.#copyTakes > wait) return wait;
    }
    while (this.#lacks(kept, size)) this.#begin(basename(this.draft()));
    return 0;
  }

  #lacks(kept: number, size: number): boolean {
    return this.#spares.size < Math.max(1, size - kept);
  }

  /**
   * Lets the pool become larger by one tree, now and then. It doesn't grow by its releases alone: then
   * each of the first publishes would wait for a whole copy, instead of recycling a tree.
   * @param kept how many releases there are; a pool that was large before a restart is so again.
   * @returns how many trees there are to be by now.
   */
  #grow(kept: number): number {
    const whole = this.#keep + beside;
    const size = (this.#size ??=
      this.#growth === 0 ? whole : Math.min(whole, Math.max(fewest, kept) + beside));
    if (size === whole || this.#growing || this.#growthTimer) return size;
    this.#growthTimer = setTimeout(() => {
      this.#growthTimer = undefined;
      this.#growing = this.#copy(basename(this.draft()), undefined, 'never');
      this.#growing?.made.then(
        () => {
          if (this.#growing) this.#spares.add(this.#growing);
          this.#growing = undefined;
          this.#size = size + 1;
          this.prepare();
        },
        () => (this.#growing = undefined),
      );
    }, this.#growth).unref();
    return size;
  }

  #recycle(id: string): void {
    const paths = this.#differences.of(id);
    this.#differences.forget(id);
    this.#retired.delete(id);
    const tree = this.#aside(id);
    if (tree) this.#begin(tree, paths);
  }

  /** Begins to make a spare of a tree that differs from the live one in these files, or somewhere. */
  #begin(tree: string, paths?: ReadonlySet<string>): void {
    const spare = this.#copy(tree, paths, this.#spares.size > 0 ? 'later' : 'now');
    if (spare) this.#spares.add(spare);
  }

  #copy(tree: string, paths: ReadonlySet<string> | undefined, wanted: Wanted): Spare | undefined {
    const live = this.#seen();
    if (!live) return undefined;
    const isCopy = !existsSync(this.#path(tree));
    const startedAt = Date.now();
    const made = this.#equalise(tree, paths, wanted).then(() => {
      spare.isMade = true;
      if (isCopy) this.#copyTakes = Date.now() - startedAt;
    });
    const spare: Spare = { tree, model: live.id, made, isMade: false };
    this.#background(made, 'No copy of the live tree could be prepared', () => {
      this.#spares.delete(spare);
      if (!this.#taken.has(tree)) this.discard(tree);
    });
    return spare;
  }

  /** Every spare, that one included which is only to become one. */
  #copies(): Spare[] {
    return [...this.#spares, ...(this.#growing ? [this.#growing] : [])];
  }

  /** Waits until a spare is equal to the tree that is live then. */
  async #finish({ tree, made, isMade }: Spare): Promise<void> {
    if (!isMade) await this.#thread.do({ do: 'hurry', tree: this.#path(tree) });
    await made;
    for (;;) {
      this.#seen();
      const paths = this.#differences.of(tree);
      if (paths?.size === 0) return;
      await this.#equalise(tree, paths, 'now');
    }
  }

  /** Makes a tree equal to the live one. Where it fails, the tree is good for nothing. */
  #equalise(tree: string, paths: ReadonlySet<string> | undefined, wanted: Wanted): Promise<void> {
    const live = this.#seen();
    if (!live) return Promise.reject(new Failure(`There is no live release in ${this.#releases.folder}.`));
    // From now on a switch adds to it what differs then.
    this.#differences.set(tree, new Set());
    const trees = { model: this.#path(live.id), tree: this.#path(tree) };
    return this.#thread.do(
      paths ? { do: 'mend', ...trees, paths: [...paths] } : { do: 'align', ...trees, wanted },
    );
  }

  /** The live release; notices when somebody else has moved the link. */
  #seen(): Aged | undefined {
    const live = this.#releases.live();
    if (live && live.id !== this.#live) this.switched(this.#live, live.id);
    return live;
  }

  #empty(): string {
    const folder = this.draft();
    mkdirSync(folder, { recursive: true });
    this.#taken.add(basename(folder));
    return folder;
  }

  /** Renames a tree, so that nobody sees it half changed. Undefined when it is gone already. */
  #aside(tree: string): string | undefined {
    const name = `${garbage}${uniqueName()}`;
    try {
      renameSync(this.#path(tree), this.#path(name));
      return name;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  #background(promise: Promise<unknown>, trouble: string, failed: () => void = () => undefined): void {
    const done = promise.catch((error: unknown) => {
      if (this.#isClosed) return;
      this.#log(`${trouble}: ${messageOf(error)}`);
      failed();
    });
    this.#busy.add(done);
    void done.finally(() => this.#busy.delete(done));
  }

  #retiredAt(id: string): number {
    return this.#retired.get(id) ?? 0;
  }

  /** How long a tree must still be left alone. Milliseconds. */
  #unripe(id: string): number {
    const at = this.#retired.get(id);
    return at === undefined ? 0 : at + this.#grace - performance.now();
  }

  #path(tree: string): string {
    return join(this.#releases.folder, tree);
  }
}

/** The files that a publish changed; every one changes what the release says of itself. */
function toPaths(paths: readonly string[]): ReadonlySet<string> {
  return new Set(['/release.json', ...paths.map((path) => (path.startsWith('/') ? path : `/${path}`))]);
}
