import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../cli.ts';
import type { Environment } from '../environment.ts';
import { readJson, remove, uniqueName, writeWhole } from '../files.ts';
import { tryLock, waitForLock } from '../lock.ts';
import { since, type Log } from '../log.ts';
import { build, type BuildProgram } from './builder.ts';
import { askVersion } from './code-version.ts';
import type { Head } from './feed-head.ts';
import { ReleaseStore, type Manifest, type Release } from '../release-store.ts';
import type { PublishRequest, PublishResult, Target } from './target.ts';
import { tellProblems, verifyTree } from './verify.ts';

/** What the live release does not say of itself. */
interface Memory {
  readonly release: string;
  readonly log: string;
  readonly siteUrl: string;
}

/** Builds on this machine, into the data folder that the static server shows. */
export class LocalTarget implements Target {
  readonly name = 'local';
  readonly store: ReleaseStore;
  readonly #environment: Environment;
  readonly #log: Log;
  readonly #program: BuildProgram | undefined;
  readonly #memoryFile: string;
  readonly #previews: string;
  /** The code's version as last seen; asked once, then told by each build. */
  #version: string | undefined;

  constructor(environment: Environment, log: Log, program?: BuildProgram) {
    this.#environment = environment;
    this.#log = log;
    this.#program = program;
    this.store = new ReleaseStore(environment.dataDir);
    this.#memoryFile = join(environment.dataDir, 'publisher/live.json');
    this.#previews = join(environment.dataDir, 'preview');
  }

  /** Removes what a killed publisher left half done. */
  prepare(): void {
    mkdirSync(this.#previews, { recursive: true });
    const drafts = readdirSync(this.#previews).filter((name) => name.startsWith('.'));
    drafts.forEach((name) => remove(join(this.#previews, name)));
    const leftovers = [...this.store.prepare(), ...drafts];
    if (leftovers.length > 0) this.#log(`Removed what an interrupted build left: ${leftovers.join(', ')}.`);
  }

  async live(): Promise<Manifest | undefined> {
    const live = this.store.live();
    if (!live) return undefined;
    const log = live.log ?? this.#remembered(live)?.log;
    return log === undefined ? live : { ...live, log };
  }

  async reason(live: Manifest | undefined, head: Head): Promise<string | undefined> {
    if (!live) return 'There is no release yet';
    const memory = this.#remembered(this.store.live());
    if (live.log !== undefined && live.log !== head.log) return 'The CMS has another publication log';
    if (live.revision !== head.revision)
      return `The log stands at ${head.revision}, the live site at ${live.revision}`;
    if (memory && memory.siteUrl !== this.#environment.siteUrl)
      return `The site's address changed to ${this.#environment.siteUrl}`;
    this.#version ??= await askVersion(this.#environment, this.#program);
    if (this.#version !== undefined && this.#version !== live.version) return 'The code of the site changed';
    return undefined;
  }

  async publish({ head, signal }: PublishRequest): Promise<PublishResult> {
    const environment = this.#environment;
    const startedAt = Date.now();
    const out = this.store.draft();
    const previewOut = join(this.#previews, `.tmp-${uniqueName()}`);
    mkdirSync(this.#previews, { recursive: true });
    const waiting = () => this.#log('Another build of this data folder runs; waiting for its end.');
    const lock = await waitForLock(buildLock(environment.dataDir), waiting, signal);
    try {
      await build({
        environment,
        out,
        previewOut,
        signal,
        ...(this.#program && { program: this.#program }),
        onLine: (line) => this.#log(`build: ${line}`),
      });
      const { pages, problems } = verifyTree(out, environment.siteUrl);
      if (problems.length > 0)
        throw new Failure(
          `The new release was not put live, because it is not whole:\n${tellProblems(problems)}`,
        );
      const release = this.store.adopt(out);
      this.#adoptPreview(previewOut, release);
      writeWhole(this.#memoryFile, JSON.stringify(this.#memoryOf(release, head)));
      this.store.switchTo(release.id);
      this.#version = release.version;
      this.#tidy();
      return {
        result: 'published',
        message: `Live: revision ${release.revision}, ${pages} pages, ${since(startedAt)} (release ${release.id}).`,
      };
    } finally {
      lock.release();
      remove(out);
      remove(previewOut);
    }
  }

  #memoryOf(release: Release, head: Head): Memory {
    return { release: release.id, log: release.log ?? head.log, siteUrl: this.#environment.siteUrl };
  }

  #remembered(live: Release | undefined): Memory | undefined {
    const memory = readJson(this.#memoryFile) as Partial<Memory> | undefined;
    const { release, log, siteUrl } = memory ?? {};
    if (!live || release !== live.id || typeof log !== 'string' || typeof siteUrl !== 'string')
      return undefined;
    return { release, log, siteUrl };
  }

  /** The bundle belongs to code and address, not to content: one that is there already stays, and stays loaded. */
  #adoptPreview(draft: string, release: Release): void {
    if (!existsSync(draft)) return;
    const place = join(this.#previews, release.version);
    const before = this.#remembered(this.store.live());
    if (existsSync(place) && before?.siteUrl === this.#environment.siteUrl) return;
    const aside = join(this.#previews, `.old-${uniqueName()}`);
    if (existsSync(place)) renameSync(place, aside);
    renameSync(draft, place);
    remove(aside);
  }

  #tidy(): void {
    this.store.prune(this.#environment.keepReleases);
    const versions = new Set(this.store.list().map((release) => release.version));
    for (const name of readdirSync(this.#previews))
      if (!name.startsWith('.') && !versions.has(name)) remove(join(this.#previews, name));
  }
}

/** One build at a time over one content store: the publisher's and `pnpm build`'s wait for each other. */
export function buildLock(dataDir: string): string {
  return join(dataDir, 'publisher/build.lock');
}

/** One publisher a data folder. Undefined when another one runs. */
export function publisherLock(dataDir: string) {
  return tryLock(join(dataDir, 'publisher/publisher.lock'));
}
