import { existsSync } from 'node:fs';
import type { Document } from '@samleng/shared';
import { bodyFile, digestsOf, storeBody, withoutBodies } from './bodies.ts';
import { pullFeed, type FeedOptions, type Pull } from './feed-client.ts';
import { withLock } from './lock.ts';
import { pruneBodies } from './prune.ts';
import { TemporaryError } from './retry.ts';
import { readStore, writeStore, type Content } from './store.ts';

export interface SyncOptions {
  /** The content store. */
  readonly folder: string;
  /** The version of the contract; content parsed under another one is pulled anew. */
  readonly contract: string;
  readonly feed: FeedOptions;
  /** How often to ask again while something is being published during the pull. */
  readonly rounds?: number;
  readonly onProgress?: (message: string) => void;
}

/**
 * Brings the store to what the CMS has published. All or nothing: when it throws, the store still
 * holds what it held before. Several processes may call it at once; they wait for each other.
 */
export async function syncContent(options: SyncOptions): Promise<Content> {
  const { folder, onProgress } = options;
  return withLock(folder, () => syncAlone(options), {
    onWait: () => onProgress?.('Another process is pulling content; waiting for it.'),
  });
}

async function syncAlone({ folder, contract, feed, rounds = 8, onProgress }: SyncOptions): Promise<Content> {
  const stored = readStore(folder, contract);
  const before = stored && isWhole(folder, stored) ? stored : undefined;
  const take = (document: Document) =>
    withoutBodies(document, (digest, text) => storeBody(folder, digest, text));
  const documents = new Map((before?.documents ?? []).map((document) => [nameOf(document), document]));
  let point = before && { revision: before.revision, log: before.log };
  for (let round = 1; round <= rounds; round++) {
    const pull = await pullFeed({ ...feed, take }, point);
    if (pull === 'unknown-point' || (point && pull.trailer.log !== point.log)) {
      onProgress?.("The CMS's publication log is another one than before; pulling everything.");
      documents.clear();
      point = undefined;
      continue;
    }
    apply(documents, pull);
    const { revision, log, settled, count } = pull.trailer;
    onProgress?.(describe(pull, point !== undefined));
    point = { revision, log };
    if (!settled) continue;
    // Nothing new since the last sync: leave the files, and whoever watches them, in peace.
    if (before && round === 1 && count === 0 && revision === before.revision) return before;
    return save(folder, contract, stored, { revision, log, documents: [...documents.values()] });
  }
  throw new TemporaryError(`The CMS kept publishing during ${rounds} pulls in a row. Try again in a moment.`);
}

function save(folder: string, contract: string, before: Content | undefined, content: Content): Content {
  writeStore(folder, content, contract);
  pruneBodies(folder, before?.documents ?? [], content.documents);
  const saved = readStore(folder, contract);
  if (!saved) throw new Error(`${folder} cannot be read right after it was written. Is the disk failing?`);
  return saved;
}

/** Every body that the documents name is there; somebody may have deleted files. */
function isWhole(folder: string, { documents }: Content): boolean {
  return documents.flatMap(digestsOf).every((digest) => existsSync(bodyFile(folder, digest)));
}

function apply(documents: Map<string, Document>, { documents: sent, tombstones }: Pull): void {
  for (const document of sent) documents.set(nameOf(document), document);
  for (const { of, documentId, locale } of tombstones)
    documents.delete(nameOf({ type: of, documentId, locale }));
}

function nameOf({ type, documentId, locale }: Pick<Document, 'type' | 'documentId' | 'locale'>): string {
  return `${type} ${documentId} ${locale}`;
}

function describe({ documents, tombstones, trailer }: Pull, isPart: boolean): string {
  const gone = tombstones.length > 0 ? `, ${tombstones.length} withdrawn` : '';
  return `Pulled ${documents.length} ${isPart ? 'changed ' : ''}documents${gone}; revision ${trailer.revision}.`;
}
