import { existsSync, utimesSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Document, Revocation } from '@samleng/shared';
import { bodyFile, digestsOf, storeBody, withoutBodies } from './bodies.ts';
import { pullFeed, type BrokenDocument, type FeedOptions, type Pull, type Since } from './feed-client.ts';
import { withLock } from './lock.ts';
import { pruneBodies } from './prune.ts';
import { nameOfVersion, type Fault, type Quarantined } from './quarantine.ts';
import { TemporaryError } from './retry.ts';
import {
  appendToStore,
  applyTo,
  inFeedOrder,
  readStored,
  stampOf,
  withRevoked,
  writeStore,
  type Content,
  type ContentDelta,
  type StoredContent,
} from './store.ts';

export interface ContentStoreOptions {
  readonly folder: string;
  /** The version of the contract; content parsed under another one is pulled anew. */
  readonly contract: string;
  readonly feed: FeedOptions;
  /** How often to ask again while something is being published during the pull. */
  readonly rounds?: number;
  readonly onProgress?: (message: string) => void;
  /**
   * Looks at documents before they are taken over, and says what is wrong with which, by name of
   * version. Those are quarantined.
   */
  readonly inspect?: (documents: readonly Document[]) => Promise<ReadonlyMap<string, string | Fault>>;
}

/** What is different since the last pull of this object that came to its end, by name of version. */
export interface Pulled {
  /** The versions as they are now; null for those that are gone. */
  readonly changed: ReadonlyMap<string, Document | null>;
  /** The same versions as they were before, as far back as this object or the disk knows; null where there were none. */
  readonly before: ReadonlyMap<string, Document | null>;
}

/** No difference. */
export const nothing: Pulled = { changed: new Map(), before: new Map() };

/** The index is written anew once the journal holds this many versions, and half as many as the index. */
const longJournal = 2000;

/**
 * The synced content, held in memory and on disk. Several processes may use one folder: they wait
 * for each other, and see what the others wrote.
 */
export class ContentStore {
  readonly #options: ContentStoreOptions;
  readonly #documents = new Map<string, Document>();
  readonly #quarantined = new Map<string, Quarantined>();
  #stored: StoredContent | undefined;
  /** False when a text is missing on disk: then everything is pulled. */
  #isComplete = false;
  /** What has changed and was not told yet, because a pull failed after it. */
  #news = nothing;

  constructor(options: ContentStoreOptions) {
    this.#options = options;
  }

  /** What is known now, in the feed's order. */
  get content(): Content {
    return {
      ...this.point,
      documents: [...this.#documents.values()].sort(inFeedOrder),
      quarantined: this.quarantined,
      revoked: this.revoked,
    };
  }

  get point(): Since {
    const { revision = 0, log = '', mark } = this.#stored?.content ?? {};
    return { revision, log, mark };
  }

  /** Pages that were taken away, the newest first; they may be back by now. */
  get revoked(): readonly Revocation[] {
    return this.#stored?.content.revoked ?? [];
  }

  get quarantined(): Quarantined[] {
    return [...this.#quarantined.values()];
  }

  /**
   * Brings the store to what the CMS has published. All or nothing: when it throws, the store still
   * holds what it held before.
   * @param anew asks for everything, and so for what is quarantined too: its fault may be mended without
   *   a word in the log, by other code or by a file that is back.
   * @throws TemporaryError when the CMS is away or does not come to rest; PullError when it says no.
   */
  pull(anew = false): Promise<Pulled> {
    const { folder, onProgress } = this.#options;
    return withLock(folder, () => this.#pull(anew).then(() => this.#tell()), {
      onWait: () => onProgress?.('Another process is pulling content; waiting for it.'),
    });
  }

  /** Puts versions aside that turned out not to be showable, and what was there before in their place. */
  setAside(reasons: ReadonlyMap<string, string>, before: Pulled['before']): Promise<Pulled> {
    return withLock(this.#options.folder, async () => {
      this.#load();
      const draft = new Draft(this.#documents, this.#quarantined);
      for (const [name, reason] of reasons) {
        const version = this.#documents.get(name);
        if (!version) continue;
        const better = before.get(name) ?? null;
        draft.documents.set(name, better === version ? null : better);
        draft.putAside({ ...version, reason });
      }
      this.#take(draft, this.point);
      return this.#tell();
    });
  }

  /**
   * How many pages may be gone since a revision because their documents were withdrawn or moved, as
   * far back as the journal tells.
   */
  withdrawnSince(revision: number): number {
    const { withdrawals = [] } = this.#stored ?? {};
    return withdrawals.reduce((sum, each) => sum + (each.revision > revision ? each.count : 0), 0);
  }

  /** Reads what the disk holds, without asking the CMS. */
  look(): Since {
    this.#load();
    return this.point;
  }

  /** Something that should be on disk is not: the next pull looks, and pulls everything if need be. */
  distrust(): void {
    this.#stored = undefined;
  }

  #tell(): Pulled {
    const news = this.#news;
    this.#news = nothing;
    return news;
  }

  async #pull(anew: boolean): Promise<void> {
    this.#load();
    const { feed, rounds = 8, onProgress } = this.#options;
    const draft = new Draft(this.#documents, this.#quarantined);
    const take = (document: Document) =>
      withoutBodies(document, (digest, text) => storeBody(this.#options.folder, digest, text));
    let point = this.#stored && this.#isComplete && !anew ? this.point : undefined;
    for (let round = 1; round <= rounds; round++) {
      const broken: BrokenDocument[] = [];
      const pull = await pullFeed({ ...feed, take, onBroken: (each) => broken.push(each) }, point);
      if (pull === 'unknown-point' || (point && pull.trailer.log !== point.log)) {
        onProgress?.("The CMS's publication log is another one than before; pulling everything.");
        draft.clear();
        point = undefined;
        continue;
      }
      draft.apply(pull, broken, point === undefined);
      onProgress?.(describe(pull, point !== undefined));
      const { revision, log, mark, settled } = pull.trailer;
      point = { revision, log, mark };
      if (!settled) continue;
      await this.#inspect(draft);
      this.#take(draft, point);
      this.#isComplete = true;
      return;
    }
    throw new TemporaryError(
      `The CMS kept publishing during ${rounds} pulls in a row. Try again in a moment.`,
    );
  }

  /** Reads what another process wrote, or everything the first time. */
  #load(): void {
    const { folder, contract } = this.#options;
    if (this.#stored && this.#stored.stamp === stampOf(folder)) return;
    const stored = readStored(folder, contract);
    const documents = (stored?.content.documents ?? []).filter((each) => hasBodies(folder, each));
    const now = new Map(documents.map((each) => [nameOfVersion(each), each]));
    const loaded = compare(this.#documents, now);
    this.#news = merged(this.#news, loaded);
    applyTo(this.#documents, loaded.changed);
    this.#quarantined.clear();
    for (const each of stored?.content.quarantined ?? []) this.#quarantined.set(nameOfVersion(each), each);
    this.#isComplete = documents.length === stored?.content.documents.length;
    this.#stored = stored && { ...stored, content: { ...stored.content, documents: [] } };
  }

  /** Has everything looked at that nobody has looked at yet: what came from the disk, then what is new. */
  async #inspect(draft: Draft): Promise<void> {
    const { inspect = () => Promise.resolve(new Map<string, Fault>()) } = this.#options;
    const lost = await inspect([...this.#news.changed.values()].filter((each) => each !== null));
    for (const name of lost.keys()) {
      const version = this.#documents.get(name);
      if (version && !draft.documents.has(name)) draft.documents.set(name, version);
    }
    const fresh = [...draft.documents].flatMap(([name, document]) =>
      document && (lost.has(name) || !isDeepStrictEqual(document, this.#documents.get(name)))
        ? [document]
        : [],
    );
    for (const [name, found] of await inspect(fresh)) {
      const version = draft.documents.get(name);
      if (!version) continue;
      if (lost.has(name)) draft.documents.set(name, null);
      else draft.documents.delete(name);
      draft.putAside({ ...version, ...(typeof found === 'string' ? { reason: found } : found) });
    }
  }

  /** Makes a draft the content, on disk first. */
  #take(draft: Draft, point: Since): void {
    const { folder, contract } = this.#options;
    const delta = draft.delta(point);
    const stored = this.#stored;
    const before = new Map(
      [...delta.documents.keys()].map((name) => [name, this.#documents.get(name) ?? null]),
    );
    const isSameLog = stored?.content.log === point.log;
    const isSamePoint = isSameLog && stored.content.revision === point.revision;
    // Nothing new since the last sync: leave the files, and whoever watches them, in peace.
    const revoked = withRevoked(isSameLog ? this.revoked : [], delta.revoked);
    const isSame = delta.documents.size + delta.quarantined.size === 0;
    if (isSamePoint && isSame && isDeepStrictEqual(revoked, this.revoked)) return;
    retireBodies(folder, before.values());
    const journalled = (stored?.journalled ?? 0) + delta.documents.size + 1;
    const appends = stored && journalled < Math.max(longJournal, this.#documents.size / 2);
    let id = stored?.id ?? '';
    if (appends) appendToStore(folder, id, delta);
    else {
      const documents = valuesWith(this.#documents, delta.documents);
      id = writeStore(
        folder,
        { ...point, documents, quarantined: valuesWith(this.#quarantined, delta.quarantined), revoked },
        contract,
      );
      pruneBodies(folder, documents);
    }
    applyTo(this.#documents, delta.documents);
    applyTo(this.#quarantined, delta.quarantined);
    this.#news = merged(this.#news, { changed: delta.documents, before });
    const withdrawal = { revision: point.revision, count: delta.withdrawn };
    this.#stored = {
      id,
      journalled: appends ? journalled : 0,
      withdrawals: [...(isSameLog ? stored.withdrawals : []), ...(withdrawal.count > 0 ? [withdrawal] : [])],
      stamp: stampOf(folder),
      content: { ...point, documents: [], quarantined: [], revoked },
    };
  }
}

/** What is to become of the content. */
class Draft {
  readonly documents = new Map<string, Document | null>();
  readonly #aside = new Map<string, Quarantined>();
  readonly #known: ReadonlyMap<string, Document>;
  readonly #quarantined: ReadonlyMap<string, Quarantined>;
  #isWhole = false;
  #withdrawn = 0;
  #revoked: Revocation[] = [];

  constructor(known: ReadonlyMap<string, Document>, quarantined: ReadonlyMap<string, Quarantined>) {
    this.#known = known;
    this.#quarantined = quarantined;
  }

  clear(): void {
    this.documents.clear();
    this.#aside.clear();
    this.#withdrawn = 0;
    this.#revoked = [];
  }

  /** @param isWhole the pull names all that is public: what it does not name is gone. */
  apply(
    { documents, tombstones, revocations }: Pull,
    broken: readonly BrokenDocument[],
    isWhole: boolean,
  ): void {
    if (isWhole) {
      this.#isWhole = true;
      for (const name of this.#known.keys()) this.documents.set(name, null);
    }
    for (const document of documents) {
      const name = nameOfVersion(document);
      this.documents.set(name, document);
      this.#aside.delete(name);
    }
    this.#revoked.push(...revocations);
    for (const { of, documentId, locale } of tombstones) {
      const name = nameOfVersion({ type: of, documentId, locale });
      if (this.#known.has(name)) this.#withdrawn += 1;
      this.documents.set(name, null);
      this.#aside.delete(name);
    }
    for (const each of broken) {
      this.documents.delete(nameOfVersion(each));
      this.putAside(each);
    }
  }

  putAside({ type, documentId, locale, reason, missing }: Omit<Quarantined, 'at'>): void {
    const name = nameOfVersion({ type, documentId, locale });
    const before = this.#quarantined.get(name);
    const at = before?.reason === reason ? before.at : new Date().toISOString();
    this.#aside.set(name, { type, documentId, locale, reason, at, ...(missing && { missing }) });
  }

  /** The difference to what is known. */
  delta(point: Since): ContentDelta {
    const documents = new Map(
      [...this.documents].filter(([name, document]) => {
        const known = this.#known.get(name);
        return document === null ? known !== undefined : !isDeepStrictEqual(document, known);
      }),
    );
    const quarantined = new Map<string, Quarantined | null>();
    for (const name of this.#quarantined.keys())
      if ((this.#isWhole || this.documents.has(name)) && !this.#aside.has(name)) quarantined.set(name, null);
    for (const [name, each] of this.#aside)
      if (!isDeepStrictEqual(each, this.#quarantined.get(name))) quarantined.set(name, each);
    return {
      ...point,
      documents,
      quarantined,
      withdrawn: this.#withdrawn + this.#countMoved(documents),
      revoked: { isAll: this.#isWhole, pages: this.#revoked },
    };
  }

  /** A page that moves leaves its old address. */
  #countMoved(documents: ContentDelta['documents']): number {
    let moved = 0;
    for (const [name, document] of documents) {
      const old = this.#known.get(name);
      if (document && old && 'slug' in document && 'slug' in old && document.slug !== old.slug) moved += 1;
    }
    return moved;
  }
}

/** Whether the texts of a document are there; somebody may have deleted files. */
function hasBodies(folder: string, document: Document): boolean {
  return digestsOf(document).every((digest) => existsSync(bodyFile(folder, digest)));
}

/** What is named no longer counts as used now, so that it outlives those who still read it. */
function retireBodies(folder: string, before: Iterable<Document | null>): void {
  const now = new Date();
  for (const document of before) {
    for (const digest of document ? digestsOf(document) : []) {
      const file = bodyFile(folder, digest);
      if (existsSync(file)) utimesSync(file, now, now);
    }
  }
}

function compare(before: ReadonlyMap<string, Document>, now: ReadonlyMap<string, Document>): Pulled {
  const changed = new Map<string, Document | null>();
  for (const [name, document] of now)
    if (!isDeepStrictEqual(document, before.get(name))) changed.set(name, document);
  for (const name of before.keys()) if (!now.has(name)) changed.set(name, null);
  return {
    changed,
    before: new Map([...changed.keys()].map((name) => [name, before.get(name) ?? null])),
  };
}

function valuesWith<V>(map: ReadonlyMap<string, V>, changes: ReadonlyMap<string, V | null>): V[] {
  const changed = new Map(map);
  applyTo(changed, changes);
  return [...changed.values()];
}

/** Two steps as one. */
export function merged(first: Pulled, then: Pulled): Pulled {
  return {
    changed: new Map([...first.changed, ...then.changed]),
    before: new Map(
      [...first.before, ...then.before].map(([name, version]) => [name, first.before.get(name) ?? version]),
    ),
  };
}

function describe({ documents, tombstones, trailer }: Pull, isPart: boolean): string {
  const gone = tombstones.length > 0 ? `, ${tombstones.length} withdrawn` : '';
  return `Pulled ${documents.length} ${isPart ? 'changed ' : ''}documents${gone}; revision ${trailer.revision}.`;
}
