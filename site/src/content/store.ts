import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { contentTypes, locales, type Document } from '@samleng/shared';
import { dataFolder, usesExamples } from '../environment.ts';
import { buildInput } from '../prerender/build-input.ts';
import { writeFileAtomically } from './files.ts';
import { stableJson } from './stable-json.ts';

/** All that is published, at one revision. Markdown fields are references to bodies, see `toBody`. */
export interface Content {
  /** The publication log's number that this content shows. */
  readonly revision: number;
  /** Names the log that the number belongs to. */
  readonly log: string;
  /** In the feed's order: type, documentId, language. */
  readonly documents: readonly Document[];
}

/** Changes when the form of the store does; an older store is then pulled anew. */
const format = 2;

interface Header {
  readonly format: number;
  /** The contract that the documents were parsed with. */
  readonly contract: string;
  readonly revision: number;
  readonly log: string;
  readonly count: number;
}

/** Where the content is kept. Examples have a place of their own, so that they never mix with real content. */
export function contentFolder(): string {
  return join(dataFolder(), usesExamples() ? 'content-examples' : 'content');
}

function indexFile(folder: string): string {
  return join(folder, 'index.ndjson');
}

let cached: { stamp: string; content: Content } | undefined;

/**
 * The content that pages show: what the running build pinned, or else what the disk holds now.
 * Reading again costs one look at the file's times.
 * @throws Error when nothing was pulled yet, with the command to run.
 */
export function loadContent(): Content {
  const pinned = buildInput();
  if (pinned) return pinned.content;
  const folder = contentFolder();
  const stamp = stampOf(indexFile(folder));
  if (stamp && cached?.stamp === stamp) return cached.content;
  const store = readStore(folder);
  if (!store || !stamp) {
    throw new Error(
      `${folder} holds no content. Run \`pnpm build\`, or \`node site/src/build.ts --examples --content-only\` to work without a CMS.`,
    );
  }
  cached = { stamp, content: store };
  return store;
}

/**
 * Reads the store.
 * @param contract when given, a store written under another contract counts as none.
 * @returns undefined when there is none, or when it is damaged or of another form: pull everything.
 */
export function readStore(folder: string, contract?: string): Content | undefined {
  let lines: string[];
  try {
    lines = readFileSync(indexFile(folder), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const [first = '', ...rest] = lines;
    const header = JSON.parse(first) as Header;
    if (header.format !== format || (contract !== undefined && header.contract !== contract))
      return undefined;
    const documents = rest.filter(Boolean).map((line) => JSON.parse(line) as Document);
    if (documents.length !== header.count) return undefined;
    return { revision: header.revision, log: header.log, documents };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Replaces the store's index in one step. The bodies must be there before. */
export function writeStore(folder: string, content: Content, contract: string): void {
  const documents = [...content.documents].sort(inFeedOrder);
  const header: Header = {
    format,
    contract,
    revision: content.revision,
    log: content.log,
    count: documents.length,
  };
  const lines = [header, ...documents].map((line) => stableJson(line) + '\n');
  writeFileAtomically(indexFile(folder), lines.join(''), { durable: true });
}

/** The feed's order: by type, then documentId in byte order, then language. */
export function inFeedOrder(a: Document, b: Document): number {
  return (
    contentTypes.indexOf(a.type) - contentTypes.indexOf(b.type) ||
    (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : 0) ||
    locales.indexOf(a.locale) - locales.indexOf(b.locale)
  );
}

function stampOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats && `${file} ${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}
