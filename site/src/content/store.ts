import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { contentTypes, locales, newestRevocations, type Document, type Revocation } from '@samleng/shared';
import { dataFolder, usesExamples } from '../environment.ts';
import { appendDurably, writeFileAtomically } from './files.ts';
import { nameOfVersion, type Quarantined } from './quarantine.ts';

/** All that is published, at one revision. Markdown fields are references to bodies, see `toBody`. */
export interface Content {
  /** The publication log's number that this content shows. */
  readonly revision: number;
  /** Names the log that the number belongs to. */
  readonly log: string;
  /** Names the row of the log, see the feed's trailer. */
  readonly mark?: string | undefined;
  /** In the feed's order: type, documentId, language. */
  readonly documents: readonly Document[];
  /** Versions that are published, but not here. */
  readonly quarantined: readonly Quarantined[];
  /** Pages that were taken away, the newest first; they may be back by now. */
  readonly revoked: readonly Revocation[];
}

/** What one pull has changed, by name of version; null for what is gone. */
export interface ContentDelta {
  readonly revision: number;
  readonly log: string;
  readonly mark?: string | undefined;
  readonly documents: ReadonlyMap<string, Document | null>;
  readonly quarantined: ReadonlyMap<string, Quarantined | null>;
  /** How many versions the CMS itself withdrew or moved. */
  readonly withdrawn: number;
  /** Pages that were taken away: the latest, or all that are remembered where the pull was a whole one. */
  readonly revoked: { readonly isAll: boolean; readonly pages: readonly Revocation[] };
}

/** Versions that one pull found withdrawn or moved: so many pages may go. */
export interface Withdrawal {
  readonly revision: number;
  readonly count: number;
}

/** Changes when the form of the store does; an older store is then pulled anew. */
const format = 4;

interface Header {
  readonly format: number;
  /** The contract that the documents were parsed with. */
  readonly contract: string;
  /** Names this writing of the index: a journal that continues another one says nothing here. */
  readonly id: string;
  readonly revision: number;
  readonly log: string;
  readonly mark?: string | undefined;
  readonly count: number;
  readonly quarantined: readonly Quarantined[];
  readonly revoked: readonly Revocation[];
}

/** One pull in the journal, one line. A line that is not whole was never finished: it is as good as absent. */
interface Batch {
  readonly continues: string;
  readonly revision: number;
  readonly log: string;
  readonly mark?: string | undefined;
  readonly documents: readonly (readonly [string, Document | null])[];
  readonly quarantined: readonly (readonly [string, Quarantined | null])[];
  readonly withdrawn: number;
  readonly revoked: ContentDelta['revoked'];
}

/** The content with what it takes to append to it. */
export interface StoredContent {
  readonly content: Content;
  readonly id: string;
  /** Versions named in the journal; when they are many, the index is better written anew. */
  readonly journalled: number;
  /** As far back as the journal tells. */
  readonly withdrawals: readonly Withdrawal[];
  /** The times of the files, to notice another process's writing. */
  readonly stamp: string;
}

/** Where the content is kept. Examples have a place of their own, so that they never mix with real content. */
export function contentFolder(): string {
  return join(dataFolder(), usesExamples() ? 'content-examples' : 'content');
}

function indexFile(folder: string): string {
  return join(folder, 'index.ndjson');
}

function journalFile(folder: string): string {
  return join(folder, 'journal.ndjson');
}

let cached: { stamp: string; content: Content } | undefined;

/**
 * The content that the disk holds now, for pages outside a build.
 * Reading again costs one look at the files' times.
 * @throws Error when nothing was pulled yet, with the command to run.
 */
export function loadContent(): Content {
  const folder = contentFolder();
  const stamp = `${folder} ${stampOf(folder)}`;
  if (cached?.stamp === stamp) return cached.content;
  const content = readStore(folder);
  if (!content) {
    throw new Error(
      `${folder} holds no content. Run \`pnpm build\`, or \`node site/src/build.ts --examples --content-only\` to work without a CMS.`,
    );
  }
  cached = { stamp, content };
  return content;
}

/**
 * Reads the store.
 * @param contract when given, a store written under another contract counts as none.
 * @returns undefined when there is none, or when it is damaged or of another form: pull everything.
 */
export function readStore(folder: string, contract?: string): Content | undefined {
  return readStored(folder, contract)?.content;
}

/** The same, for those who go on writing. */
export function readStored(folder: string, contract?: string): StoredContent | undefined {
  const stamp = stampOf(folder);
  const [first = '', ...rest] = linesOf(indexFile(folder));
  if (first === '') return undefined;
  try {
    const header = JSON.parse(first) as Header;
    if (header.format !== format || (contract !== undefined && header.contract !== contract))
      return undefined;
    const documents = rest.map((line) => JSON.parse(line) as Document);
    if (documents.length !== header.count) return undefined;
    const batches = batchesOf(folder, header.id);
    const content =
      batches.length === 0 ? { ...pick(header), documents } : replay(header, documents, batches);
    return {
      content,
      id: header.id,
      journalled: sizeOf(batches),
      withdrawals: withdrawalsIn(batches, content.log),
      stamp,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Replaces the store's index in one step. The bodies must be there before.
 * @returns the name of what was written, for the journal.
 */
export function writeStore(folder: string, content: Content, contract: string): string {
  const documents = [...content.documents].sort(inFeedOrder);
  const id = randomUUID();
  const header: Header = { format, contract, id, ...pick(content), count: documents.length };
  // Fields keep their order, the contract's: a view must be the same text from the disk as from the feed.
  const lines = [header, ...documents].map((line) => JSON.stringify(line) + '\n');
  writeFileAtomically(indexFile(folder), lines.join(''), { durable: true });
  rmSync(journalFile(folder), { force: true });
  return id;
}

/** Adds one pull to the store. What it costs depends on the pull alone. */
export function appendToStore(folder: string, id: string, delta: ContentDelta): void {
  const { revision, log, mark, withdrawn, revoked } = delta;
  const batch: Batch = {
    continues: id,
    revision,
    log,
    mark,
    documents: [...delta.documents],
    quarantined: [...delta.quarantined],
    withdrawn,
    revoked,
  };
  appendDurably(journalFile(folder), `${JSON.stringify(batch)}\n`);
}

/** The feed's order: by type, then documentId in byte order, then language. */
export function inFeedOrder(a: Document, b: Document): number {
  return (
    contentTypes.indexOf(a.type) - contentTypes.indexOf(b.type) ||
    (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : 0) ||
    locales.indexOf(a.locale) - locales.indexOf(b.locale)
  );
}

/** Changes when somebody writes to the store. */
export function stampOf(folder: string): string {
  return [indexFile(folder), journalFile(folder)]
    .map((file) => statSync(file, { throwIfNoEntry: false }))
    .map((stats) => stats && `${stats.ino} ${stats.mtimeMs} ${stats.size}`)
    .join(', ');
}

function pick({
  revision,
  log,
  mark,
  quarantined,
  revoked,
}: Content | Header): Pick<Content, 'revision' | 'log' | 'mark' | 'quarantined' | 'revoked'> {
  return { revision, log, mark, quarantined, revoked };
}

function replay(header: Header, documents: readonly Document[], batches: readonly Batch[]): Content {
  const found = new Map(documents.map((document) => [nameOfVersion(document), document]));
  const quarantined = new Map(header.quarantined.map((each) => [nameOfVersion(each), each]));
  let { revoked } = header;
  for (const batch of batches) {
    applyTo(found, batch.documents);
    applyTo(quarantined, batch.quarantined);
    revoked = withRevoked(revoked, batch.revoked);
  }
  const { revision, log, mark } = batches.at(-1) ?? header;
  return {
    revision,
    log,
    mark,
    documents: [...found.values()].sort(inFeedOrder),
    quarantined: [...quarantined.values()],
    revoked,
  };
}

/** The pages that were taken away, with those of one more pull; the same list where there are none. */
export function withRevoked(
  known: readonly Revocation[],
  { isAll, pages }: ContentDelta['revoked'],
): readonly Revocation[] {
  if (isAll) return newestRevocations(pages);
  return pages.length === 0 ? known : newestRevocations([...known, ...pages]);
}

/** Puts values in the place of others; null removes. */
export function applyTo<V>(map: Map<string, V>, changes: Iterable<readonly [string, V | null]>): void {
  for (const [name, value] of changes) {
    if (value === null) map.delete(name);
    else map.set(name, value);
  }
}

function batchesOf(folder: string, id: string): Batch[] {
  const batches: Batch[] = [];
  for (const line of linesOf(journalFile(folder))) {
    try {
      const batch = JSON.parse(line) as Batch;
      if (batch.continues === id) batches.push(batch);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return batches;
}

/** Numbers of another log mean nothing. */
function withdrawalsIn(batches: readonly Batch[], log: string): Withdrawal[] {
  return batches
    .filter((batch) => batch.log === log && batch.withdrawn > 0)
    .map(({ revision, withdrawn }) => ({ revision, count: withdrawn }));
}

function sizeOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, { documents }) => sum + documents.length + 1, 0);
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
