import { join } from 'node:path';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type {
  Blame,
  Document,
  FollowOrder,
  PublishOrder,
  QuarantinedVersion,
  RenderedManifest,
  RenderedWord,
  RendererWord,
  WithdrawOrder,
} from '@samleng/shared';
import { revokedPath } from '@samleng/shared';
import { ContentIndex, type Change } from '../content/content-index.ts';
import { CompanionError, updateNext, type Companion } from '../companions/companion.ts';
import { ContentStore, merged, nothing, type Pulled } from '../content/content-store.ts';
import { nameOfVersion } from '../content/quarantine.ts';
import { TemporaryError } from '../content/retry.ts';
import type { FeedOptions, Since } from '../content/feed-client.ts';
import { makePictures } from '../media/make-pictures.ts';
import type { Picture } from '../media/picture.ts';
import { mediaFile, placeFile } from '../media/place-pictures.ts';
import { isMissingBody, isPageOf, mostAside, reasonOf } from '../prerender/blame.ts';
import { setBuildInput } from '../prerender/build-input.ts';
import type { Bundle } from '../prerender/bundle.ts';
import { Helper, worthHelp } from '../prerender/helper.ts';
import { PageError, PagePlan, type PageChanges } from '../prerender/page-plan.ts';
import { Tree } from '../prerender/tree.ts';
import { MediaUse } from './media-use.ts';
import { PageIndex } from './page-index.ts';

export interface RendererOptions {
  readonly bundle: Bundle;
  /** The code that pages are made by. */
  readonly version: string;
  readonly contract: string;
  readonly siteUrl: string;
  readonly folder: string;
  readonly feed: FeedOptions;
  /** What comes a moment after the pages. */
  readonly companions?: readonly Companion[];
  readonly onProgress: (message: string) => void;
}

/** A tree that was rendered, and is not live yet. */
interface Pending {
  readonly changes: PageChanges;
  readonly media: ReadonlySet<string>;
  /** Only pages were taken away: what else has changed since the live release is still to come. */
  readonly isWithdrawal?: boolean;
}

/** What a release states of the log. */
type Point = Pick<RenderedManifest, 'revision' | 'log' | 'mark'>;

/** One try to bring a tree to what is published. */
interface Round {
  readonly tree: Tree;
  /** What readers see now, or what was known before where nothing says it. */
  readonly base: Since;
  readonly isWhole: boolean;
  /** How long the pull took. Seconds. */
  readonly pull: number;
}

/**
 * Keeps the site's code and all content loaded, and brings a tree to what is published: it pulls what
 * has changed, finds the pages that show any of it, renders those, and leaves everything else alone.
 */
export class Renderer {
  readonly #options: RendererOptions;
  readonly #store: ContentStore;
  readonly #pictures = new Map<string, Picture>();
  readonly #media = new MediaUse(this.#pictures);
  readonly #plan = new PagePlan();
  readonly #pageIndex: PageIndex;
  #index: ContentIndex | undefined;
  /** The release whose pages the plan takes for live, and the files of pictures in it. */
  #base: { release: string; media: Set<string> } | undefined;
  #pending: Pending | undefined;
  /** What has changed since the live release, as far as this process saw it. */
  #news = nothing;

  constructor(options: RendererOptions) {
    this.#options = options;
    const { folder, contract, feed, onProgress, version, siteUrl } = options;
    this.#pageIndex = new PageIndex({ version, siteUrl });
    this.#store = new ContentStore({
      folder,
      contract,
      feed,
      onProgress,
      inspect: async (documents) => (await makePictures(documents, this.#pictures, feed.retry)).broken,
    });
  }

  /** Renders what has changed since the live release into a copy of its tree. Never throws. */
  async publish(order: PublishOrder): Promise<RendererWord> {
    this.discard();
    try {
      const isWhole = !this.#knows(order);
      // A try that died may have pulled already: the store may be further than what readers see.
      const base = isWhole ? (order.shown ?? this.#store.look()) : pointOf(order.tree);
      const tree = new Tree(order.tree, isWhole);
      if (isWhole) this.#begin(order.tree);
      const started = performance.now();
      // Asked for all of it anew: then what was put aside as well, by other code or for want of a file.
      // After a refusal it would bring back what an earlier try has found to be at fault.
      const again = order.again === true || (isWhole && !order.blame);
      await this.#pull(again && this.quarantined.length > 0);
      if (order.blame) await this.#putAside(this.#blamed(order.blame));
      const pull = secondsSince(started);
      for (let aside = 0; ; aside += 1) {
        try {
          return await this.#render({ tree, base, isWhole, pull });
        } catch (error) {
          if (!(error instanceof PageError) || aside >= mostAside) throw error;
          if (isMissingBody(error)) {
            this.#store.distrust();
            throw new TemporaryError(error.message, { cause: error });
          }
          const reasons = this.#suspects(error);
          if (reasons.size === 0) throw error;
          await this.#putAside(reasons);
          // What was written already may belong to a version that is put aside now.
          if (this.#isWritten)
            throw new TemporaryError(`${error.message} Its version is put aside; once more.`);
        }
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (process.env.DEBUG && error instanceof Error) this.#options.onProgress(error.stack ?? message);
      return { said: 'failed', temporary: error instanceof TemporaryError, message };
    }
  }

  /**
   * Brings one of the things that come after the pages up to them. Only for a tree that shows what is
   * published now: else a publish is due, and comes first. Never throws.
   * @param signal ends it where it is.
   */
  async follow(
    { tree: folder, live, limit, without }: FollowOrder,
    signal: AbortSignal,
  ): Promise<RendererWord> {
    this.discard();
    const started = performance.now();
    try {
      const tree = new Tree(folder, false);
      const base = pointOf(folder);
      const isKnown = this.#knows({ do: 'publish', tree: folder, live });
      if (isKnown && !this.#index) await this.#pull();
      const { point } = this.#store;
      const isLive = isKnown && base.revision === point.revision && base.log === point.log;
      const { companions = [], version } = this.#options;
      const { changed, removed, isDone, companion } =
        isLive && this.#index
          ? await updateNext(companions, tree, this.#index.entries, signal, limit, without)
          : { changed: [], removed: [], isDone: true };
      const manifest = { ...base, builtAt: new Date().toISOString(), version };
      if (!isDone) {
        tree.write('/release.json', Buffer.from(`${JSON.stringify(manifest)}\n`));
        changed.push('/release.json');
        this.#pending = { changes: new Map(), media: this.#base?.media ?? new Set() };
      }
      const seconds = secondsSince(started);
      const done = { manifest, changed, removed, isDone, seconds, rssMb: rssMb() };
      return { said: 'followed', ...done, ...(companion !== undefined && { companion }) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const by = error instanceof CompanionError ? { companion: error.companion } : {};
      return { said: 'failed', temporary: error instanceof TemporaryError, message, ...by };
    }
  }

  /**
   * Takes pages out of a tree that are none any more, with all that is theirs alone, and has the list of
   * withdrawn pages say so. Renders nothing else: what is held back may be what cannot be rendered. So
   * other pages still name them, and lead to nothing, until the hold ends. Never throws.
   */
  async withdraw({ tree: folder, live }: WithdrawOrder): Promise<RendererWord> {
    this.discard();
    try {
      const tree = new Tree(folder, false);
      const base = pointOf(folder);
      const isKnown = this.#knows({ do: 'publish', tree: folder, live });
      await this.#pull();
      const upTo = this.#store.point;
      const gone = revokedPages(this.#index?.entries).filter((path) =>
        existsSync(join(folder, fileOf(path))),
      );
      const version = this.#options.version;
      const manifest = { ...base, builtAt: new Date().toISOString(), version };
      if (gone.length === 0) return { said: 'withdrawn', manifest, upTo, changed: [], removed: [] };
      const removed = gone.flatMap((path) => filesOfPage(folder, path));
      for (const file of removed) tree.remove(file);
      const changed = ['/release.json'];
      const list = await this.#renderRevoked();
      if (list) {
        tree.write(revokedPath, list);
        changed.push(revokedPath);
      }
      tree.write('/release.json', Buffer.from(`${JSON.stringify(manifest)}\n`));
      if (isKnown)
        this.#pending = {
          changes: new Map(gone.map((path) => [path, null])),
          media: this.#base?.media ?? new Set(),
          isWithdrawal: true,
        };
      return { said: 'withdrawn', manifest, upTo, changed, removed };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { said: 'failed', temporary: error instanceof TemporaryError, message };
    }
  }

  /** The list of withdrawn pages, where it has become another; undefined also where pages cannot be looked at. */
  async #renderRevoked(): Promise<Buffer | undefined> {
    const { pages } = this.#options.bundle;
    try {
      this.#plan.begin();
      const tasks = await pages.list();
      this.#plan.end();
      const task = tasks.find(({ file }) => file === revokedPath);
      return task && (await pages.render(task));
    } catch (error) {
      // The pages go all the same: phones that keep one meet a 404 when they ask for it.
      this.#options.onProgress(`The list of withdrawn pages could not be made: ${String(error)}`);
      return undefined;
    }
  }

  /** What is published and not shown, by the store on disk. */
  get quarantined(): readonly QuarantinedVersion[] {
    this.#store.look();
    return this.#store.quarantined;
  }

  /** Takes the rendered tree over as live. */
  settle(release: string): void {
    if (!this.#pending) return;
    const { changes, media, isWithdrawal = false } = this.#pending;
    const from = this.#base?.release ?? null;
    this.#pending = undefined;
    this.#plan.settle(changes);
    this.#base = { release, media: new Set(media) };
    if (!isWithdrawal) {
      this.#news = nothing;
      this.#comparedMedia = true;
    }
    try {
      this.#pageIndex.note(release, from, changes, this.#plan.live);
    } catch (error) {
      // Only the next start is slower without it.
      this.#options.onProgress(`The list of pages could not be kept: ${String(error)}`);
    }
  }

  /** Forgets the rendered tree; the next publish finds the same changes again. */
  discard(): void {
    this.#pending = undefined;
  }

  /** Whether the changes since the release of the tree can be told. */
  #knows({ live, tree }: PublishOrder): boolean {
    if (live === null) return false;
    if (this.#base?.release === live) return true;
    const keys = this.#pageIndex.read(live);
    if (!keys) return false;
    this.#plan.startFrom(keys);
    this.#comparedMedia = false;
    this.#base = { release: live, media: new Set(filesIn(join(tree, 'media'))) };
    return true;
  }

  /** Starts from nothing. */
  #begin(folder: string): void {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    this.#plan.startFrom(new Map());
    this.#comparedMedia = false;
    this.#base = undefined;
  }

  async #pull(anew = false): Promise<void> {
    this.#apply(await this.#store.pull(anew));
  }

  #apply(pulled: Pulled): void {
    const { changed } = pulled;
    this.#news = merged(this.#news, pulled);
    if (this.#index) this.#index.apply(toChanges(changed, this.#index));
    else this.#index = new ContentIndex(this.#store.content.documents);
    this.#index.revoke(this.#store.revoked);
    for (const [name, document] of changed) this.#media.replace(name, document);
    setBuildInput({ entries: this.#index.entries, pictures: this.#pictures, plan: this.#plan });
  }

  /** Which versions may have broken a page: those that it is about, else whatever came since the live release. */
  #suspects(error: PageError): Map<string, string> {
    const own = this.#store.content.documents.filter((each) => isPageOf(error.path, each)).map(nameOfVersion);
    const { changed, before } = this.#news;
    const fresh = [...changed].flatMap(([name, version]) =>
      version && version !== before.get(name) ? [name] : [],
    );
    const blamed = own.length > 0 ? own : fresh.length <= mostAside ? fresh : [];
    return new Map(blamed.map((name) => [name, reasonOf(error)]));
  }

  /**
   * Which versions are behind what the guard refused: those that came since the live release and whose own
   * pages it names; at the last all that came, as long as they are few.
   */
  #blamed({ files, isLast }: Blame): Map<string, string> {
    const fresh = [...this.#news.changed].filter(
      ([name, version]) => version && version !== this.#news.before.get(name),
    );
    const blamed = new Map<string, string>();
    for (const [name, version] of fresh) {
      const own = files.find(({ file }) => version && isPageOf(file, version));
      const any = isLast && fresh.length <= mostAside ? files[0] : undefined;
      const found = own ?? any;
      if (found) blamed.set(name, `${found.reason} Change the document and publish it again.`);
    }
    return blamed;
  }

  async #putAside(reasons: ReadonlyMap<string, string>): Promise<void> {
    if (reasons.size === 0) return;
    for (const [name, reason] of reasons) this.#options.onProgress(`Put aside: ${name}. ${reason}`);
    this.#apply(await this.#store.setAside(reasons, this.#news.before));
  }

  #isWritten = false;

  async #render({ tree, base, isWhole, pull }: Round): Promise<RendererWord> {
    const { bundle, version, onProgress } = this.#options;
    this.#isWritten = false;
    const started = performance.now();
    this.#plan.begin();
    // Pages without content belong to the code, and change with it alone.
    const tasks = (await bundle.pages.list()).filter(({ isFixed }) => isWhole || !isFixed);
    const changes = this.#plan.end();
    const plan = secondsSince(started);
    const { revision, log, mark } = this.#store.point;
    const quarantined = this.#store.quarantined;
    const media = this.#mediaChanges();
    const isQuiet = changes.size + media.added.length + media.removed.length === 0;
    if (!isWhole && isQuiet && base.revision === revision && base.log === log) {
      this.#comparedMedia = true;
      this.#news = nothing;
      return { said: 'unchanged', revision, log, quarantined };
    }
    // Found before anything is written: a small publish with a broken page can then start over in the same tree.
    const held =
      tasks.length <= 200 ? await Promise.all(tasks.map((task) => bundle.pages.render(task))) : undefined;

    this.#isWritten = true;
    const changed: string[] = [];
    if (isWhole) changed.push(...this.#placeAssets(tree));
    const helper = isWhole && tasks.length >= worthHelp ? new Helper({ revision, log }) : undefined;
    try {
      const of = helper ? 2 : 1;
      const share = helper?.render({ bundle: bundle.folder, tree: tree.folder, share: 1, of });
      // Looked at below; if our own share fails first, nobody does.
      share?.catch(() => undefined);
      for (const [index, task] of tasks.entries()) {
        changed.push(task.file);
        if (index % of === 0) tree.write(task.file, held?.[index] ?? (await bundle.pages.render(task)));
        if ((index + 1) % 1000 === 0) onProgress(`Rendered ${index + 1} of ${tasks.length} pages.`);
      }
      await share;
    } finally {
      helper?.stop();
    }
    for (const name of media.added) placeFile(name, tree);
    changed.push(...media.added.map(mediaFile));
    const gone = [...changes].flatMap(([path, key]) => (key === null ? [path] : []));
    const removed = [...gone.map(fileOf), ...media.removed.map(mediaFile)];
    for (const file of removed) tree.remove(file);
    const manifest = {
      revision,
      builtAt: new Date().toISOString(),
      version,
      log,
      ...(mark !== undefined && { mark }),
    };
    tree.write('/release.json', Buffer.from(`${JSON.stringify(manifest)}\n`));
    changed.push('/release.json');
    this.#pending = { changes, media: media.all };
    return {
      said: 'rendered',
      manifest,
      changed,
      removed,
      // … and the page for errors.
      pages: this.#plan.htmlPages + 1,
      isWhole,
      documents: {
        lost: gone.filter(isDocumentPage).length,
        withdrawn: base.log === log ? this.#withdrawnSince(base.revision) : 0,
      },
      quarantined,
      seconds: { pull, plan, render: secondsSince(started) - plan },
      rssMb: rssMb(),
    } satisfies RenderedWord;
  }

  /** How many pages may be gone: by what the store counted, or by the log where the store was made anew. */
  #withdrawnSince(revision: number): number {
    const revoked = this.#store.revoked.filter((each) => each.revision > revision);
    return Math.max(this.#store.withdrawnSince(revision), revoked.length);
  }

  /** The files that belong to the code: styles, fonts, icons. */
  #placeAssets(tree: Tree): readonly string[] {
    const { assets, assetFiles } = this.#options.bundle;
    for (const file of assetFiles) copyFileSync(join(assets, file), tree.pathOf(file));
    return assetFiles;
  }

  /** The files of pictures that come and go; all are compared unless the last publish went live. */
  #mediaChanges() {
    const live = this.#base?.media ?? new Set<string>();
    const touched = this.#media.takeTouched();
    const candidates = this.#comparedMedia ? touched : new Set([...live, ...this.#media.files]);
    this.#comparedMedia = false;
    const all = new Set(live);
    const added: string[] = [];
    const removed: string[] = [];
    for (const file of candidates) {
      const [is, was] = [this.#media.has(file), live.has(file)];
      if (is === was) continue;
      (is ? added : removed).push(file);
      if (is) all.add(file);
      else all.delete(file);
    }
    return { all, added, removed };
  }

  #comparedMedia = false;
}

/** Changes a document at a time, with all its versions as they are now. */
function toChanges(changed: Pulled['changed'], index: ContentIndex): Change[] {
  const changes = new Map<string, Change & { versions: Document[] }>();
  for (const [name, version] of changed) {
    const [type, documentId, locale] = name.split(' ') as [Document['type'], string, Document['locale']];
    const key = `${type} ${documentId}`;
    const change = changes.get(key) ?? {
      type,
      documentId,
      versions: [...index.versionsOf(type, documentId)],
    };
    changes.set(key, change);
    const place = change.versions.findIndex((each) => each.locale === locale);
    if (place >= 0) change.versions.splice(place, 1);
    if (version) change.versions.push(version);
  }
  return [...changes.values()];
}

/** What a tree states of itself. */
function pointOf(folder: string): Point {
  const { revision, log, mark } = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')) as Point;
  return { revision, log, ...(mark !== undefined && { mark }) };
}

/** Addresses in any language that were pages and are none now. */
function revokedPages(entries: ContentIndex['entries'] | undefined): string[] {
  return [...new Set(Object.values(entries ?? {}).flatMap((each) => [...each.revoked()]))].sort();
}

/**
 * The files of a document's page, its older pages, its share images. The search index goes whole: it holds
 * the words of every page, and is made anew when the hold ends.
 */
function filesOfPage(tree: string, path: string): string[] {
  const below = (folder: string) => filesBelow(tree, folder).map((name) => `/${folder}/${name}`);
  const [, locale = '', folder = '', slug = ''] = path.split('/');
  const share = below(`share/${locale}/${folder}`).filter((file) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    return name.startsWith(`${slug}-`) && !name.slice(slug.length + 1).includes('-');
  });
  return [...below(path.replace(/^\/|\/$/g, '')), ...share, ...below('search-index')];
}

function filesBelow(tree: string, folder: string): string[] {
  if (!existsSync(join(tree, folder))) return [];
  return readdirSync(join(tree, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(tree, folder).length + 1));
}

function isDocumentPage(path: string): boolean {
  return path.endsWith('/') && !/\/page\/\d+\/$/.test(path);
}

function fileOf(path: string): string {
  return path.endsWith('/') ? `${path}index.html` : path;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Resident memory. Megabytes. */
function rssMb(): number {
  return Math.round(process.memoryUsage.rss() / 1024 / 1024);
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
