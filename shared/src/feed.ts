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

/** The last line of the feed. A pull without it is incomplete. */
export const trailer = z.strictObject({
  type: z.literal('trailer'),
  /** The publication log's last number when the pull began. */
  revision: z.number().int().nonnegative(),
  /** How many lines came before this one. */
  count: z.number().int().nonnegative(),
  /** Names the log itself: numbers of another database's log mean nothing here. */
  log: z.string().min(1),
  /** False when something was published during the pull; pull again from `revision`. */
  settled: z.boolean(),
});

export type Tombstone = z.infer<typeof tombstone>;
export type Trailer = z.infer<typeof trailer>;
export type FeedLine = Document | Tombstone | Trailer;

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
  const schema = type === 'tombstone' ? tombstone : type === 'trailer' ? trailer : documentSchema(type);
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

function typeOf(value: unknown): string | undefined {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return typeof type === 'string' ? type : undefined;
}

function documentSchema(type: string | undefined) {
  const known = contentTypes.find((name): name is ContentType => name === type);
  return known && contracts[known].schema;
}
