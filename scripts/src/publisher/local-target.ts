import type { QuarantinedVersion } from '@samleng/shared';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../cli.ts';
import type { Environment } from '../environment.ts';
import { tryLock } from '../lock.ts';
import { since, type Log } from '../log.ts';
import type { Head } from './feed-head.ts';
import { judgeCollapse } from './guard.ts';
import { readHold, tellHold, writeHold } from './hold.ts';
import { follow } from './follow.ts';
import { goLive, type Hall } from './go-live.ts';
import { LiveMemory } from './live-memory.ts';
import { Previews } from './previews.ts';
import { resumeHold, rollBack } from '../release-rollback.ts';
import { ReleaseStore, type Manifest, type Release } from '../release-store.ts';
import { RendererGone, RendererProcess, type Rendered, type RendererProgram } from './renderer-process.ts';
import type { PublishRequest, PublishResult, Target } from './target.ts';
import { TreeVerifier } from './tree-verifier.ts';
import { tellProblems } from './verify.ts';

type WholeWord = Extract<Rendered, { said: 'rendered' }>;

/** A tree that is rendered and judged, and what it was made from. */
interface Candidate {
  readonly tree: string;
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
  #renderer: RendererProcess | undefined;
  #isRendering = false;
  /** HTML pages of the live release, once counted. */
  #pages: number | undefined;
  #quarantined: readonly QuarantinedVersion[] = [];
  /** The live tree does not hold what it should; the next release is made from nothing. */
  #isDamaged = false;

  constructor(environment: Environment, log: Log, program?: RendererProgram) {
    this.#environment = environment;
    this.#log = log;
    this.#program = program;
    this.store = new ReleaseStore(environment.dataDir, { keep: environment.keepReleases, log });
    this.#verifier = new TreeVerifier(environment.siteUrl);
    this.#memory = new LiveMemory(environment.dataDir, environment.siteUrl);
    this.#previews = new Previews(environment.dataDir);
  }

  /** Removes what a killed publisher left half done, looks at the live tree, and warms the renderer. */
  prepare(): void {
    const leftovers = [...this.store.prepare(), ...this.#previews.prepare()];
    if (leftovers.length > 0) this.#log(`Removed what an interrupted publish left: ${leftovers.join(', ')}.`);
    resumeHold(this.store, this.#environment.dataDir);
    this.#warm();
    const live = this.store.live();
    if (!live) return;
    this.store.prepareSpare();
    this.#inspect(live).catch((error: unknown) =>
      this.#log(`The live tree was not read: ${messageOf(error)}`),
    );
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
    return undefined;
  }

  held(head: Head): { readonly message: string } | undefined {
    const hold = readHold(this.#environment.dataDir);
    if (!hold) return undefined;
    const isSame = hold.kind === 'rollback' || (hold.revision === head.revision && hold.log === head.log);
    return isSame ? { message: tellHold(hold) } : undefined;
  }

  facts(): Record<string, unknown> {
    const hold = readHold(this.#environment.dataDir);
    const renderer = this.#renderer;
    return {
      releases: this.store.list(),
      hold: hold ? { ...hold, message: tellHold(hold) } : null,
      quarantined: this.#quarantined,
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
    const startedAt = Date.now();
    const { forced = false, signal } = request;
    // A person who asks means the code as it is now.
    if (forced && this.#renderer?.rssMb) await this.#stopRenderer();
    const live = this.store.live();
    let fromNothing = forced || !live || this.#isDamaged || this.#memory.isElsewhere(live);
    for (let attempt = 0; ; attempt += 1) {
      const tree = fromNothing || !live ? this.#emptyTree() : await this.store.spare();
      try {
        const word = await this.#render(tree, fromNothing || !live ? null : live.id, signal);
        if (word.said === 'unchanged') {
          this.store.revert(tree, []);
          const { revision, log } = word;
          return {
            result: 'unchanged',
            message: `Nothing to do: revision ${revision} is live.`,
            head: { revision, log },
          };
        }
        return await this.#judge({ tree, word, startedAt, verifySeconds: 0 }, request);
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
    await this.#verifier.forget();
    this.#pages = undefined;
    this.store.prepareSpare();
    return release;
  }

  async close(): Promise<void> {
    await Promise.all([this.#stopRenderer(), this.#verifier.close(), this.store.close()]);
  }

  async #render(tree: string, live: string | null, signal: AbortSignal): Promise<Rendered> {
    this.#isRendering = true;
    try {
      const word = await this.#warm().publish({ tree, live }, signal);
      this.#quarantined = word.quarantined;
      return word;
    } finally {
      this.#isRendering = false;
    }
  }

  /** Looks at a rendered tree as its readers would, and puts it live if nothing is wrong with it. */
  async #judge(candidate: Candidate, { overGuard = false }: PublishRequest): Promise<PublishResult> {
    const { tree, word } = candidate;
    const before = Date.now();
    if (word.isWhole) await this.#verifier.forget();
    const [verdict] = await Promise.all([
      this.#verifier.check(tree, word.changed, word.removed),
      this.store.syncTree(tree, word.changed),
    ]);
    const verifySeconds = (Date.now() - before) / 1000;
    const problems = [
      ...(verdict.problems.length > 0 ? [`it is not whole:\n${tellProblems(verdict.problems)}`] : []),
      ...this.#collapse(word),
    ];
    if (problems.length > 0) {
      const message = `The new release was not put live: ${problems.join('\n')}`;
      if (!overGuard) return this.#hold(candidate, message);
      this.#log(`Put live over the guard's objection. ${message}`, { event: 'guard.overruled' });
    }
    const hold = readHold(this.#environment.dataDir);
    // Somebody rolled back while this was rendered.
    if (hold?.kind === 'rollback') return this.#leave(candidate, tellHold(hold));
    return this.#switch({ ...candidate, verifySeconds });
  }

  #collapse(word: WholeWord): string[] {
    const { lost, withdrawn } = word.documents;
    const pagesBefore = this.#pages ?? 0;
    const vanished = word.isWhole ? Math.max(0, pagesBefore - word.pages) : lost;
    const reason = judgeCollapse({ pagesBefore, pagesAfter: word.pages, lost: vanished, withdrawn });
    return reason === undefined ? [] : [reason];
  }

  async #hold(candidate: Candidate, message: string): Promise<PublishResult> {
    const { revision, log } = candidate.word.manifest;
    const at = new Date().toISOString();
    writeHold(this.#environment.dataDir, { kind: 'guard', message, revision, log, at });
    return this.#leave(candidate, message);
  }

  async #leave({ tree, word }: Candidate, message: string): Promise<PublishResult> {
    await this.#verifier.reject();
    this.#renderer?.discard();
    if (word.isWhole) this.store.drop(tree);
    else this.store.revert(tree, [...word.changed, ...word.removed]);
    const { revision, log } = word.manifest;
    return { result: 'held', message, head: { revision, log } };
  }

  async #switch({ tree, word, startedAt, verifySeconds }: Candidate): Promise<PublishResult> {
    const before = Date.now();
    const from = this.store.live()?.revision ?? 0;
    const wasElsewhere = this.#memory.isElsewhere(this.store.live());
    const release = await goLive(this.#hall, { tree, ...word });
    this.#previews.adopt(release.version, wasElsewhere);
    this.#pages = word.pages;
    this.#isDamaged = false;
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
   * Brings the search index or share images up to the live pages, as a release of their own.
   * @returns whether more may follow.
   */
  async follow(signal: AbortSignal): Promise<boolean> {
    const live = this.store.live();
    const isInOrder = live && !this.#isDamaged && !this.#memory.isElsewhere(live);
    if (!isInOrder || readHold(this.#environment.dataDir) || signal.aborted) return false;
    return follow({ ...this.#hall, renderer: this.#warm(), log: this.#log }, live, signal);
  }

  get #hall(): Hall {
    return {
      dataDir: this.#environment.dataDir,
      store: this.store,
      memory: this.#memory,
      verifier: this.#verifier,
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
      ({ version }) => version === this.store.live()?.version && this.#previews.adopt(version, false),
      () => undefined,
    );
    return renderer;
  }

  async #stopRenderer(): Promise<void> {
    await this.#renderer?.stop();
    this.#renderer = undefined;
  }

  /** Reads the live tree, so that the next release is compared with it; a damaged one is made anew. */
  async #inspect(live: Release): Promise<void> {
    const { pages, problems } = await this.#verifier.scan(join(this.store.folder, live.id));
    this.#pages ??= pages;
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

/** One `pnpm build` at a time over one data folder. */
export function buildLock(dataDir: string): string {
  return join(dataDir, 'publisher/build.lock');
}

/** One publisher a data folder. Undefined when another one runs. */
export function publisherLock(dataDir: string) {
  return tryLock(join(dataDir, 'publisher/publisher.lock'));
}
