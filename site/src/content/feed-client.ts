import {
  contentTypes,
  feedMediaType,
  FeedLineError,
  isLocale,
  parseFeedLine,
  type Document,
  type FeedLine,
  type Revocation,
  type Tombstone,
  type Trailer,
} from '@samleng/shared';
import { defaultRetry, reasonOf, retrying, TemporaryError, temporaryStatus, type Retry } from './retry.ts';

export interface FeedOptions {
  /** The CMS's address, without a slash at its end. */
  readonly cmsUrl: string;
  readonly token: string;
  readonly retry?: Retry;
  /** The stream may pause this long. Milliseconds. */
  readonly idleTimeout?: number;
  /** A whole pull may take this long. Milliseconds. */
  readonly overallTimeout?: number;
  /** Called with each document as it comes; what it returns is kept. Bodies leave memory here. */
  readonly take?: (document: Document) => Document;
  /** Called with each document that breaks the contract, which is then left out. Without it, one ends the pull. */
  readonly onBroken?: (document: BrokenDocument) => void;
}

/** A published version that breaks the contract. */
export interface BrokenDocument extends Pick<Document, 'type' | 'documentId' | 'locale'> {
  readonly reason: string;
}

/** So many broken documents are single accidents; more, and more than a tenth, are two contracts. */
const accidents = 20;

/** A point in the publication log of one CMS. */
export interface Since {
  readonly revision: number;
  readonly log: string;
  /** Names the row of the log, see the trailer. */
  readonly mark?: string | undefined;
}

export interface Pull {
  readonly documents: readonly Document[];
  readonly tombstones: readonly Tombstone[];
  /** Pages that were taken away: all that are remembered, or the latest. */
  readonly revocations: readonly Revocation[];
  readonly trailer: Trailer;
}

/** The CMS answered, and what it said cannot be used until somebody changes something. */
export class PullError extends Error {
  override readonly name = 'PullError';
}

/**
 * Pulls the feed once, whole: all published content, or what changed since a point in the log.
 * @returns 'unknown-point' when the CMS does not know that point: then pull everything.
 * @throws TemporaryError when the CMS could not be reached or the feed was cut, after all attempts.
 * @throws PullError or FeedLineError when trying again cannot help.
 */
export async function pullFeed(options: FeedOptions, since?: Since): Promise<Pull | 'unknown-point'> {
  const query = since ? `?${toQuery(since)}` : '';
  const address = `${options.cmsUrl}/api/feed${query}`;
  return retrying(options.retry ?? defaultRetry, () => pullOnce(address, options));
}

function toQuery({ revision, log, mark }: Since): URLSearchParams {
  return new URLSearchParams({ since: String(revision), log, ...(mark !== undefined && { mark }) });
}

async function pullOnce(address: string, options: FeedOptions): Promise<Pull | 'unknown-point'> {
  const { token, idleTimeout = 30_000, overallTimeout = 600_000 } = options;
  const controller = new AbortController();
  const stop = (reason: string) => controller.abort(new TemporaryError(`${address} ${reason}.`));
  const overall = setTimeout(() => stop(`took longer than ${overallTimeout / 1000} s`), overallTimeout);
  const idle = setTimeout(() => stop(`was silent for ${idleTimeout / 1000} s`), idleTimeout);
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${token}`, accept: feedMediaType },
      signal: controller.signal,
    });
    if (response.status === 409) return 'unknown-point';
    await refuse(response, address);
    return await collect(
      linesOf(response, () => idle.refresh()),
      address,
      options,
    );
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof PullError || error instanceof FeedLineError)
      throw error;
    throw new TemporaryError(`The CMS could not be reached at ${address}: ${reasonOf(error)}.`, {
      cause: error,
    });
  } finally {
    clearTimeout(overall);
    clearTimeout(idle);
    controller.abort();
  }
}

/** Turns every answer that is no feed into an error that says what to do. */
async function refuse(response: Response, address: string): Promise<void> {
  const temporary = temporaryStatus(response, address);
  if (temporary) throw temporary;
  if (response.status === 401 || response.status === 403) {
    throw new PullError(
      `The CMS does not accept CMS_TOKEN (${response.status} from ${address}). ` +
        'Give site and CMS the same CMS_TOKEN and start the CMS again, which then accepts it.',
    );
  }
  if (!response.ok) {
    const text = (await response.text()).slice(0, 200);
    throw new PullError(
      `${address} answered ${response.status}: ${text}. Check CMS_URL and the CMS's version.`,
    );
  }
  const type = response.headers.get('content-type') ?? 'nothing';
  if (!type.startsWith(feedMediaType)) {
    throw new PullError(
      `${address} answered ${type} instead of ${feedMediaType}. Check that CMS_URL is the CMS.`,
    );
  }
}

async function collect(
  lines: AsyncIterable<Line>,
  address: string,
  { take = (document) => document, onBroken }: FeedOptions,
): Promise<Pull> {
  const documents: Document[] = [];
  const tombstones: Tombstone[] = [];
  const revocations: Revocation[] = [];
  const broken: BrokenDocument[] = [];
  let trailer: Trailer | undefined;
  for await (const line of lines) {
    if (trailer)
      throw new PullError(`${address} goes on after its trailer. Site and CMS are of different versions.`);
    const value = parse(line, address);
    if ('reason' in value) broken.push(value);
    else if (value.type === 'trailer') trailer = value;
    else if (value.type === 'tombstone') tombstones.push(value);
    else if (value.type === 'revocation') revocations.push(value);
    else documents.push(take(value));
  }
  const versions = documents.length + tombstones.length + broken.length;
  const count = versions + revocations.length;
  if (!trailer)
    throw new TemporaryError(`${address} ended after ${count} lines without its trailer: incomplete.`);
  if (trailer.count !== count) {
    throw new TemporaryError(`${address} sent ${count} of ${trailer.count} lines: incomplete.`);
  }
  const [first] = broken;
  if (first && !onBroken) throw new PullError(first.reason);
  if (first && broken.length > Math.max(accidents, versions / 10)) {
    throw new PullError(
      `${broken.length} of ${versions} documents break the contract: site and CMS are of different versions. The first: ${first.reason}`,
    );
  }
  for (const each of broken) onBroken?.(each);
  return { documents, tombstones, revocations, trailer };
}

function parse({ text, ended }: Line, address: string): FeedLine | BrokenDocument {
  try {
    return parseFeedLine(text);
  } catch (error) {
    const broken = ended && error instanceof FeedLineError ? toBroken(text, error.message) : undefined;
    if (broken) return broken;
    // A line without its line break was cut, and what is cut may be anything.
    if (ended) throw error;
    throw new TemporaryError(`${address} ended in the middle of a line: incomplete.`, { cause: error });
  }
}

/** The document that a broken line is about, where it says so. */
function toBroken(text: string, reason: string): BrokenDocument | undefined {
  const { type, documentId, locale } = asRecord(text);
  const known = contentTypes.find((each) => each === type);
  if (!known || typeof documentId !== 'string' || !isLocale(locale)) return undefined;
  return { type: known, documentId, locale, reason };
}

function asRecord(text: string): Record<string, unknown> {
  try {
    return { ...(JSON.parse(text) as object) };
  } catch {
    return {};
  }
}

interface Line {
  readonly text: string;
  /** Whether a line break followed. */
  readonly ended: boolean;
}

async function* linesOf(response: Response, onChunk: () => void): AsyncGenerator<Line> {
  if (!response.body) return;
  let rest = '';
  const decoder = new TextDecoder('utf-8', { fatal: false });
  for await (const chunk of response.body) {
    onChunk();
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) if (text.trim()) yield { text, ended: true };
  }
  rest += decoder.decode();
  if (rest.trim()) yield { text: rest, ended: false };
}
