import type { Blame, QuarantinedVersion } from '@samleng/shared';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../cli.ts';
import type { Environment } from '../environment.ts';
import { tryLock } from '../lock.ts';
import { since, type Log } from '../log.ts';
import type { Head } from './feed-head.ts';
import { judgeCollapse } from './guard.ts';
import { DiskFull, hasRoom, toDiskFull } from './disk-full.ts';
import { readHold, tellHold, writeHold } from './hold.ts';
import { follow } from './follow.ts';
import { checkLink, goLive, type Hall } from './go-live.ts';
import { forgetCopies, LiveCheck, type Damage, type Every } from './live-check.ts';
import { LiveMemory } from './live-memory.ts';
import { Previews } from './previews.ts';
import { resumeHold, rollBack } from '../release-rollback.ts';
import { tellComparison } from '../release-digests.ts';
import { ReleaseStore, type Manifest, type Release } from '../release-store.ts';
import { RendererGone, RendererProcess, type Rendered, type RendererProgram } from './renderer-process.ts';
import type { PublishRequest, PublishResult, Target } from './target.ts';
import { TreeVerifier } from './tree-verifier.ts';
import { fileOfProblem, tellProblems } from './verify.ts';
import { forgetWithdrawnMedia } from './withdrawn-media.ts';

type WholeWord = Extract<Rendered, { said: 'rendered' }>;

/** So often a tree that is not whole is made once more before it is held back. */
const mostRefusals = 3;
/** How long what failed to follow the pages is left alone, if nothing is published meanwhile. */
const followRetryMs = 300_000;

/** A tree to fill, and what it is as yet. */
interface Draft {
  readonly tree: string;
  /** The release that it is a copy of; null for an empty one. */
  readonly live: string | null;
  /** How often somebody had rolled back by then. */
  readonly rollbacks: number;
}

/** A tree that is rendered and judged, and what it was made from. */
interface Candidate extends Draft {
  readonly word: WholeWord;
  readonly startedAt: number;
  readonly verifySeconds: number;
}

/** Makes releases on this machine, in the data folder that the static server shows. */
export class LocalTarget implements Target {
  readonly name = 'local';
  readonly store: ReleaseStore;
  readonly #environment: Environment;
  readonly #log: Log;
  readonly #program: RendererProgram | undefined;
  readonly #verifier: TreeVerifier;
  readonly #memory: LiveMemory;
  readonly #previews: Previews;
  readonly #check: LiveCheck;
  #renderer: RendererProcess | undefined;
  #isRendering = false;
  /** HTML pages of the live release, once counted. */
  #pages: number | undefined;
  #quarantined: readonly QuarantinedVersion[] = [];
  /** Until then, files that are missing are not looked for again; by the clock that nobody sets, in ms. */
  #lookAgainAt = 0;
  /** The live tree does not hold what it should; the next release is made from nothing. */
  #isDamaged = false;
  /** In what the live files differ from what they were made as. */
  #damage: { readonly at: string; readonly release: string; readonly files: readonly string[] } | undefined;
  /** Why the last publish failed, when it was for want of room. */
  #wasFull: DiskFull | undefined;
  /** Settles when the live tree is read. */
  #inspected: Promise<void> = Promise.resolve();
  /** What could not follow the pages, by name; tried again later, and after the next publish. */
  readonly #failing = new Map<string, { message: string; at: string; retryAt: number; revision: number }>();
  /** Up to where, and out of which release, withdrawn pages were taken during a hold. */
  #withdrawn = '';
  /** After a rollback the verifier knows another tree than a publish began with. */
  #rollbacks = 0;

  constructor(environment: Environment, log: Log, program?: RendererProgram, every?: Every) {
    this.#environment = environment;
    this.#log = log;
    this.#program = program;
    this.store = new ReleaseStore(environment.dataDir, { keep: environment.keepReleases, log });
    this.#verifier = new TreeVerifier(environment.siteUrl);
    this.#memory = new LiveMemory(environment.dataDir, environment.siteUrl);
    this.#previews = new Previews(environment.dataDir);
    this.#check = new LiveCheck({ dataDir: environment.dataDir, store: this.store, log, every });
  }

  /** Removes what a killed publisher left half done, looks at the live tree, and warms the renderer. */
  prepare(): void {
    const leftovers = [...this.store.prepare(), ...this.#previews.prepare()];
    if (leftovers.length > 0) this.#log(`Removed what an interrupted publish left: ${leftovers.join(', ')}.`);
    resumeHold(this.store, this.#environment.dataDir);
    forgetWithdrawnMedia(this.#environment.dataDir, this.store);
    this.#warm();
    const live = this.store.live();
    if (!live) return;
    this.store.prepareSpare();
    this.#beginInspection(live);
  }

  /**
   * Compares what is live with its digests every hour, and has what is damaged made anew.
   * @param wake has the publisher look.
   */
  watch(wake: () => void): void {
    this.#check.start((damage) => {
      this.#noteDamage(damage);
      wake();
    });
  }

  #noteDamage({ found, live }: Damage): void {
    const files = tellComparison(found);
    // A tree that is made of the same files would have the same damage.
    forgetCopies(this.#environment.dataDir, join(this.store.folder, live.id), found.damaged);
    this.#damage = { at: new Date().toISOString(), release: live.id, files };
    this.#isDamaged = true;
    this.#log(`Error: the live files are not as they were made; all are made anew.\n${tellProblems(files)}`, {
      event: 'damaged',
      level: 'error',
      files: files.length,
    });
  }

  async live(): Promise<Manifest | undefined> {
    const live = this.store.live();
    if (!live) return undefined;
    const log = this.#memory.logOf(live);
    return log === undefined ? live : { ...live, log };
  }

  async reason(live: Manifest | undefined, head: Head): Promise<string | undefined> {
    if (!live) return 'There is no release yet';
    if (live.log !== undefined && live.log !== head.log) return 'The CMS has another publication log';
    if (live.revision !== head.revision)
      return `The log stands at ${head.revision}, the live site at ${live.revision}`;
    if (this.#memory.isElsewhere(this.store.live()))
      return `The site's address changed to ${this.#environment.siteUrl}`;
    if (this.#isDamaged) return 'The live tree is damaged';
    const { version } = await this.#warm().ready;
    if (version !== live.version) return 'The code of the site changed';
    if (this.#isTimeToLookAgain) return 'Files that are missing are looked for again';
    return undefined;
  }

  async held(head: Head, forced: boolean): Promise<{ readonly message: string } | undefined> {
    const hold = readHold(this.#environment.dataDir);
    if (hold?.kind === 'guard') {
      const { siteUrl } = this.#environment;
      if (forced || hold.revision !== head.revision || hold.log !== head.log || hold.siteUrl !== siteUrl)
        return undefined;
      const { version } = await this.#warm().ready;
      if (hold.version !== version) return undefined;
    }
    return hold && { message: tellHold(hold) };
  }

  facts(): Record<string, unknown> {
    const hold = readHold(this.#environment.dataDir);
    const renderer = this.#renderer;
    return {
      releases: this.store.list(),
      hold: hold ? { ...hold, message: tellHold(hold) } : null,
      quarantined: this.#quarantined,
      deferred: [...this.#failing].map(([name, { message, at, retryAt }]) => ({
        name,
        message,
        at,
        retryAt: new Date(retryAt).toISOString(),
      })),
      ...this.#incomplete(),
      damage: this.#damage ? { ...this.#damage, files: this.#damage.files.slice(0, 20) } : null,
      pool: { pending: this.store.pending },
      renderer: {
        state:
          !renderer || renderer.isOver
            ? 'off'
            : this.#isRendering
              ? 'rendering'
              : renderer.rssMb
                ? 'ready'
                : 'starting',
        pages: this.#pages ?? 0,
        rssMb: renderer?.rssMb ?? 0,
      },
    };
  }

  async publish(request: PublishRequest): Promise<PublishResult> {
    const { dataDir } = this.#environment;
    // Asked again every few seconds: one look at the disk is cheaper than half a release.
    if (this.#wasFull && !hasRoom(this.#wasFull.folder)) throw this.#wasFull;
    this.#wasFull = undefined;
    try {
      return await this.#publish(request);
    } catch (error) {
      const told = toDiskFull(error, dataDir);
      if (told instanceof DiskFull) this.#wasFull = told;
      throw told;
    }
  }

  async #publish(request: PublishRequest): Promise<PublishResult> {
    const startedAt = Date.now();
    const { forced = false, signal } = request;
    checkLink(this.store);
    // A person who asks means the code as it is now.
    const damage = forced && (await this.#check.look(false));
    if (damage) this.#noteDamage(damage);
    // After damage, nothing of what it remembers is relied upon.
    if ((forced || this.#isDamaged) && this.#renderer?.rssMb) await this.#stopRenderer();
    let fromNothing = forced || this.#isDamaged;
    let blame: Blame | undefined;
    for (let attempt = 0, refusals = 0; ; attempt += 1) {
      const draft = await this.#draft(fromNothing);
      const { tree } = draft;
      try {
        const word = await this.#render(draft, signal, blame);
        if (word.said === 'unchanged') {
          this.store.revert(tree, []);
          const { revision, log } = word;
          return {
            result: 'unchanged',
            message: `Nothing to do: revision ${revision} is live.`,
            head: { revision, log },
          };
        }
        const candidate = { ...draft, word, startedAt, verifySeconds: 0 };
        const done = await this.#judge(candidate, request, refusals >= mostRefusals);
        if (!('refused' in done)) return done;
        refusals = word.isWhole ? mostRefusals : refusals + 1;
        // First without the pages that are not whole; then, since what is lacking may be lacking in the
        // live tree, which was copied, from nothing; at last without all that came since the live release.
        fromNothing = fromNothing || refusals >= 2;
        blame = { files: done.refused.map(toBlamed), isLast: refusals >= mostRefusals };
      } catch (error) {
        this.store.drop(tree);
        await this.#verifier.reject();
        this.#renderer?.discard();
        if (!(error instanceof RendererGone) || signal.aborted || attempt >= 2) throw error;
        this.#log(`${error.message}\nA fresh renderer tries again${attempt > 0 ? ', from nothing' : ''}.`);
        fromNothing = fromNothing || attempt > 0;
      }
    }
  }

  /** Shows readers an older release, at once, and holds there. @throws Failure when there is none. */
  async rollBack(id?: string): Promise<Release> {
    const release = rollBack(this.store, this.#environment.dataDir, id);
    this.#rollbacks += 1;
    this.#isDamaged = false;
    this.#damage = undefined;
    // Counted anew: the next release is compared with this one.
    this.#beginInspection(release);
    this.store.prepareSpare();
    return release;
  }

  async close(): Promise<void> {
    await Promise.all([
      this.#stopRenderer(),
      this.#verifier.close(),
      this.#check.close(),
      this.store.close(),
    ]);
  }

  /** A tree to fill: a copy of the live one, unless everything is to be made anew. */
  async #draft(fromNothing: boolean): Promise<Draft> {
    const live = this.store.live();
    if (fromNothing || !live || this.#memory.isElsewhere(live))
      return { tree: this.#emptyTree(), live: null, rollbacks: this.#rollbacks };
    const tree = await this.store.spare();
    // Somebody may have rolled back while we waited; the copy is of what is live now.
    return { tree, live: this.store.live()?.id ?? null, rollbacks: this.#rollbacks };
  }

  async #render({ tree, live }: Draft, signal: AbortSignal, blame: Blame | undefined): Promise<Rendered> {
    this.#isRendering = true;
    try {
      const { revision, log } = (await this.live()) ?? {};
      const shown = revision !== undefined && log !== undefined && { shown: { revision, log } };
      const again = this.#isTimeToLookAgain && { again: true };
      const word = await this.#warm().publish(
        { tree, live, ...shown, ...(blame && { blame }), ...again },
        signal,
      );
      this.#lookAgainAt = performance.now() + 2000 * this.#environment.publishInterval;
      this.#noteQuarantined(word.quarantined);
      return word;
    } finally {
      this.#isRendering = false;
    }
  }

  /**
   * Looks at a rendered tree as its readers would, and puts it live if nothing is wrong with it.
   * @param isLast nothing more can be tried: what is not whole is held back.
   * @returns what is refused, when it is better made once more in another way.
   */
  async #judge(
    candidate: Candidate,
    { overGuard = false }: PublishRequest,
    isLast: boolean,
  ): Promise<PublishResult | { readonly refused: readonly string[] }> {
    const { tree, word } = candidate;
    const before = Date.now();
    if (word.isWhole || this.#isMoved(candidate)) await this.#verifier.forget();
    const [verdict] = await Promise.all([
      this.#verifier.check(tree, word.changed, word.removed),
      this.store.syncTree(tree, word.changed),
    ]);
    await this.#inspected;
    const verifySeconds = (Date.now() - before) / 1000;
    const hold = readHold(this.#environment.dataDir);
    // Somebody rolled back while this was rendered: that holds, whatever is wrong here.
    if (hold?.kind === 'rollback') return this.#leave(candidate, tellHold(hold));
    if (verdict.problems.length > 0 && !isLast && !overGuard) {
      this.#log(`Not whole; made once more, without what is to blame:\n${tellProblems(verdict.problems)}`);
      await this.#giveBack(candidate);
      return { refused: verdict.problems };
    }
    const problems = [
      ...(verdict.problems.length > 0 ? [`it is not whole:\n${tellProblems(verdict.problems)}`] : []),
      ...this.#collapse(word),
    ];
    if (problems.length > 0) {
      const message = `The new release was not put live: ${problems.join('\n')}`;
      if (!overGuard) return this.#hold(candidate, message);
      this.#log(`Put live over the guard's objection. ${message}`, { event: 'guard.overruled' });
    }
    return this.#switch({ ...candidate, verifySeconds });
  }

  get #isTimeToLookAgain(): boolean {
    return this.#quarantined.some(({ missing }) => missing) && performance.now() >= this.#lookAgainAt;
  }

  /** Takes over what cannot be shown, and says what is new of it. */
  #noteQuarantined(now: readonly QuarantinedVersion[]): void {
    const known = new Set(this.#quarantined.map(({ reason }) => reason));
    this.#quarantined = now;
    for (const { type, documentId, locale, reason } of now)
      if (!known.has(reason))
        this.#log(`Error: ${type} ${documentId} (${locale}) is published and cannot be shown. ${reason}`, {
          event: 'quarantined',
          level: 'error',
          ...{ type, documentId, locale },
        });
  }

  /** What /status says of files that are missing: nobody's edit is to blame, and no edit mends it. */
  #incomplete() {
    const missing = this.#quarantined.filter((each) => each.missing);
    const [first] = missing;
    if (!first) return {};
    const message = `Files are missing in the CMS: ${missing.length} published versions cannot be shown. ${first.reason} They are looked for again by itself.`;
    const at = missing.map((each) => each.at).sort()[0] ?? first.at;
    const retryAt = new Date(Date.now() + Math.max(this.#lookAgainAt - performance.now(), 0)).toISOString();
    return { incomplete: { kind: 'incomplete' as const, message, at, retryAt } };
  }

  #collapse(word: WholeWord): string[] {
    const { lost, withdrawn } = word.documents;
    const pagesBefore = this.#pages ?? 0;
    const vanished = word.isWhole ? Math.max(0, pagesBefore - word.pages) : lost;
    const reason = judgeCollapse({ pagesBefore, pagesAfter: word.pages, lost: vanished, withdrawn });
    return reason === undefined ? [] : [reason];
  }

  async #hold(candidate: Candidate, message: string): Promise<PublishResult> {
    const { revision, log, version } = candidate.word.manifest;
    const { dataDir, siteUrl } = this.#environment;
    const at = new Date().toISOString();
    writeHold(dataDir, { kind: 'guard', message, revision, log, version, siteUrl, at });
    const held = await this.#leave(candidate, message);
    await this.withdraw({ revision, log });
    return held;
  }

  async #leave(candidate: Candidate, message: string): Promise<PublishResult> {
    await this.#giveBack(candidate);
    const { revision, log } = candidate.word.manifest;
    return { result: 'held', message, head: { revision, log } };
  }

  /** Makes as if the tree had not been rendered. */
  async #giveBack({ tree, word }: Candidate): Promise<void> {
    await this.#verifier.reject();
    this.#renderer?.discard();
    if (word.isWhole) this.store.drop(tree);
    else this.store.revert(tree, [...word.changed, ...word.removed]);
  }

  async #switch(candidate: Candidate): Promise<PublishResult> {
    const { tree, word, startedAt, verifySeconds } = candidate;
    const before = Date.now();
    const from = this.store.live()?.revision ?? 0;
    const wasElsewhere = this.#memory.isElsewhere(this.store.live());
    const isMoved = this.#isMoved(candidate);
    const release = await goLive(this.#hall, { tree, ...word });
    if (isMoved) await this.#verifier.forget();
    this.#previews.adopt(release.version, wasElsewhere);
    this.#pages = word.pages;
    this.#isDamaged = false;
    this.#damage = undefined;
    this.store.prepareSpare();
    this.#previews.keep(new Set(this.store.list().map((each) => each.version)));
    if (this.#renderer?.isBloated) await this.#stopRenderer();
    this.#warm();
    const { revision, log } = word.manifest;
    const rendered = word.changed.filter((file) => file.endsWith('.html')).length;
    const seconds = (Date.now() - startedAt) / 1000;
    const phases = { ...word.seconds, verify: verifySeconds, switch: (Date.now() - before) / 1000 };
    return {
      result: 'published',
      message: `Live: revision ${revision}, ${rendered} of ${word.pages} pages rendered, ${since(startedAt)} (release ${release.id}).`,
      head: { revision, log },
      fields: {
        event: 'release.live',
        revision,
        from,
        // Every publication that went live with it, so that each number leads here.
        revisions: Array.from(
          { length: Math.min(200, Math.max(0, revision - from)) },
          (_, i) => revision - i,
        ),
        release: release.id,
        pages: word.pages,
        rendered,
        seconds,
        phases,
      },
      released: { seconds, phases, pages: word.pages, rendered, removed: word.removed.length },
    };
  }

  /**
   * Takes what was taken back out of the live release, while something holds all else: a hold never
   * delays a withdrawal. Where the log has not moved since the last time, there is nothing to do.
   */
  async withdraw(head: Pick<Head, 'revision' | 'log'>): Promise<void> {
    const live = this.store.live();
    const key = `${head.log} ${head.revision} ${live?.id}`;
    if (!live || this.#withdrawn === key) return;
    const { dataDir } = this.#environment;
    const tree = await this.store.spare();
    try {
      const word = await this.#warm().withdraw({ tree, live: live.id });
      if (word.changed.length === 0 || this.store.live()?.id !== live.id) {
        this.#renderer?.discard();
        this.store.revert(tree, [...word.changed, ...word.removed]);
        if (word.changed.length === 0) this.#withdrawn = key;
        return;
      }
      await this.store.syncTree(tree, word.changed);
      // Not judged: pages that still lead to what is gone must not keep it.
      await this.#verifier.forget();
      const hold = readHold(dataDir);
      const release = await goLive(this.#hall, { tree, ...word, isWhole: false });
      if (hold) writeHold(dataDir, hold.kind === 'rollback' ? { ...hold, release: release.id } : hold);
      this.#withdrawn = `${head.log} ${head.revision} ${release.id}`;
      this.store.prepareSpare();
      const pages = word.removed.filter((file) => file.endsWith('.html')).length;
      this.#log(`Withdrawn while all else is held: ${pages} pages (release ${release.id}).`, {
        event: 'release.withdrawn',
        revision: word.upTo.revision,
        release: release.id,
        removed: word.removed.length,
      });
    } catch (error) {
      // What was written is not known.
      this.store.drop(tree);
      this.#renderer?.discard();
      throw error;
    }
  }

  /**
   * Brings the search index or share images up to the live pages, as a release of their own.
   * @returns whether more may follow.
   */
  async follow(signal: AbortSignal): Promise<boolean> {
    const live = this.store.live();
    const isInOrder = live && !this.#isDamaged && !this.#memory.isElsewhere(live);
    if (!isInOrder || readHold(this.#environment.dataDir) || signal.aborted) return false;
    const now = Date.now();
    const without = [...this.#failing].flatMap(([name, { retryAt, revision }]) =>
      now < retryAt && revision === live.revision ? [name] : [],
    );
    const hall = { ...this.#hall, renderer: this.#warm(), log: this.#log };
    const { more, done, failed } = await follow(hall, live, signal, without).catch((error: unknown) => {
      if (!signal.aborted) this.#fail('what follows the pages', messageOf(error), live);
      throw error;
    });
    if (done !== undefined) this.#failing.delete(done);
    if (failed) this.#fail(failed.name, failed.message, live);
    // All that was tried is in order.
    else if (!more && !signal.aborted)
      for (const name of this.#failing.keys()) if (!without.includes(name)) this.#failing.delete(name);
    return more;
  }

  #fail(name: string, message: string, { revision }: Release): void {
    const now = Date.now();
    const at = this.#failing.get(name)?.at ?? new Date(now).toISOString();
    this.#failing.set(name, { message, at, retryAt: now + followRetryMs, revision });
  }

  get #hall(): Hall {
    return {
      dataDir: this.#environment.dataDir,
      store: this.store,
      memory: this.#memory,
      verifier: this.#verifier,
      check: this.#check,
      renderer: this.#renderer,
    };
  }

  #warm(): RendererProcess {
    if (this.#renderer && !this.#renderer.isOver) return this.#renderer;
    const renderer = new RendererProcess({
      environment: this.#environment,
      log: this.#log,
      previewOut: this.#previews.draft(),
      ...(this.#program && { program: this.#program }),
    });
    this.#renderer = renderer;
    renderer.ready.then(
      // What is live is of this code: drafts can be shown by it from now on.
      ({ version, quarantined }) => {
        if (version === this.store.live()?.version) this.#previews.adopt(version, false);
        // Known from before a restart; nothing may be published for days that would tell it.
        if (quarantined) this.#noteQuarantined(quarantined);
      },
      () => undefined,
    );
    return renderer;
  }

  async #stopRenderer(): Promise<void> {
    await this.#renderer?.stop();
    this.#renderer = undefined;
  }

  /** Whether somebody has rolled back since the draft was begun. */
  #isMoved({ rollbacks }: Draft): boolean {
    return rollbacks !== this.#rollbacks;
  }

  #beginInspection(live: Release): void {
    this.#inspected = this.#inspect(live).catch((error: unknown) =>
      this.#log(`The live tree was not read: ${messageOf(error)}`),
    );
  }

  /** Reads the live tree, so that the next release is compared with it; a damaged one is made anew. */
  async #inspect(live: Release): Promise<void> {
    const { pages, problems } = await this.#verifier.scan(join(this.store.folder, live.id));
    // Meanwhile another one may be.
    if (this.store.live()?.id !== live.id) return;
    this.#pages = pages;
    if (problems.length === 0) return;
    this.#isDamaged = true;
    this.#log(`The live tree is damaged and will be made anew:\n${tellProblems(problems)}`);
  }

  #emptyTree(): string {
    const tree = this.store.draft();
    mkdirSync(tree, { recursive: true });
    return tree;
  }
}

function toBlamed(problem: string): Blame['files'][number] {
  return { file: fileOfProblem(problem), reason: problem };
}

/** One `pnpm build` at a time over one data folder. */
export function buildLock(dataDir: string): string {
  return join(dataDir, 'publisher/build.lock');
}

/** One publisher a data folder. Undefined when another one runs. */
export function publisherLock(dataDir: string) {
  return tryLock(join(dataDir, 'publisher/publisher.lock'));
}
