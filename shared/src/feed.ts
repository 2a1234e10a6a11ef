import { z } from 'zod';
import { contentTypes, type ContentType } from './content-types.ts';
import { contracts, type Document } from './contract/contracts.ts';
import { documentId } from './contract/fields.ts';
import { locales } from './locales.ts';

/** Says that a document is no longer public in one language. */
export const tombstone = z.strictObject({
  type: z.literal('tombstone'),
  of: z.enum(contentTypes),
  documentId,
  locale: z.enum(locales),
});

/**
 * Says that a page was taken down, or moved away from its address: copies of it are to go as well. The
 * address may be a page again by now.
 */
export const revocation = z.strictObject({
  type: z.literal('revocation'),
  /** The page's address, `/en/articles/a-slug/`. */
  path: z.string().regex(/^\/.+\/$/),
  /** The publication log's number of what took it away. */
  revision: z.number().int().positive(),
});

/** So many revocations are remembered, the newest by the log. */
export const keptRevocations = 5000;

/** The last line of the feed. A pull without it is incomplete. */
export const trailer = z.strictObject({
  type: z.literal('trailer'),
  /** The publication log's last number when the pull began. */
  revision: z.number().int().nonnegative(),
  /** How many lines came before this one. */
  count: z.number().int().nonnegative(),
  /** Names the log itself: numbers of another database's log mean nothing here. */
  log: z.string().min(1),
  /** Names the row of `revision`: the log of a database that was put back has another under that number. */
  mark: z.string().min(1).optional(),
  /** False when something was published during the pull; pull again from `revision`. */
  settled: z.boolean(),
});

export type Tombstone = z.infer<typeof tombstone>;
export type Revocation = z.infer<typeof revocation>;
export type Trailer = z.infer<typeof trailer>;
export type FeedLine = Document | Tombstone | Revocation | Trailer;

/** Whether a line is something public: nothing that is gone, nothing about the feed itself. */
export function isDocument(line: FeedLine): line is Document {
  return !others.some(({ shape }) => shape.type.value === line.type);
}

/** Each address once, by its latest number; the newest first, and no more than are kept. */
export function newestRevocations(revocations: Iterable<Revocation>): Revocation[] {
  const latest = new Map<string, Revocation>();
  for (const each of revocations)
    if ((latest.get(each.path)?.revision ?? 0) < each.revision) latest.set(each.path, each);
  return [...latest.values()]
    .sort((a, b) => b.revision - a.revision || (a.path < b.path ? -1 : 1))
    .slice(0, keptRevocations);
}

/** The media type of the feed, one JSON value a line. */
export const feedMediaType = 'application/x-ndjson';

/** A line of the feed that breaks the contract, with the reasons. */
export class FeedLineError extends Error {
  readonly issues: readonly z.core.$ZodIssue[];
  constructor(message: string, issues: readonly z.core.$ZodIssue[] = []) {
    super(message);
    this.name = 'FeedLineError';
    this.issues = issues;
  }
}

/**
 * Parses one line of the feed against the contract of its type.
 * @param line JSON text without its line break.
 * @throws FeedLineError naming the document and each field that does not fit.
 */
export function parseFeedLine(line: string): FeedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new FeedLineError(`A line of the feed is not JSON: ${line.slice(0, 80)}`);
  }
  const type = typeOf(value);
  const schema = others.find(({ shape }) => shape.type.value === type) ?? documentSchema(type);
  if (!schema) throw new FeedLineError(`A line of the feed has the unknown type "${String(type)}".`);
  const result = schema.safeParse(value);
  if (result.success) return result.data as FeedLine;
  const { documentId: id, locale } = value as { documentId?: string; locale?: string };
  const where = [type, id, locale].filter(Boolean).join(' ');
  const reasons = result.error.issues.map(
    (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
  );
  throw new FeedLineError(
    `The feed's ${where} breaks the contract: ${reasons.join('; ')}`,
    result.error.issues,
  );
}

/** Lines that are no document. */
const others = [tombstone, revocation, trailer] as const;

function typeOf(value: unknown): string | undefined {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return typeof type === 'string' ? type : undefined;
}

function documentSchema(type: string | undefined) {
  const known = contentTypes.find((name): name is ContentType => name === type);
  return known && contracts[known].schema;
}
