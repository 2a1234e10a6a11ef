import {
  isDocument,
  parseFeedLine,
  type Document,
  type FeedLine,
  type Revocation,
  type Tombstone,
  type Trailer,
} from '@samleng/shared';
import type { Booted } from './boot-strapi';

export interface Pull {
  /** Documents and tombstones, in their order. */
  readonly lines: Exclude<FeedLine, Revocation | Trailer>[];
  readonly documents: Document[];
  readonly tombstones: Tombstone[];
  readonly revocations: Revocation[];
  readonly trailer: Trailer;
}

/** Pulls the feed as the site does: every line against the contract, nothing without the trailer. */
export async function readFeed(cms: Booted, query = ''): Promise<Pull> {
  const response = await cms.api(`/api/feed${query}`);
  if (response.status !== 200)
    throw new Error(`The feed answered ${response.status}: ${await response.text()}`);
  const text = await response.text();
  const lines = text.trimEnd().split('\n').map(parseFeedLine);
  const trailer = lines.at(-1);
  if (trailer?.type !== 'trailer') throw new Error('The feed ended without its trailer.');
  const rest = lines.slice(0, -1);
  return {
    lines: rest.filter((line) => line.type !== 'revocation' && line.type !== 'trailer'),
    documents: rest.filter(isDocument),
    tombstones: rest.filter((line): line is Tombstone => line.type === 'tombstone'),
    revocations: rest.filter((line): line is Revocation => line.type === 'revocation'),
    trailer,
  };
}

/** The feed's line of one document in one language. */
export function lineOf(pull: Pull, documentId: string, locale = 'en'): FeedLine | undefined {
  return pull.lines.find(
    (line) => 'documentId' in line && line.documentId === documentId && line.locale === locale,
  );
}
