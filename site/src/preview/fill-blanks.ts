import { contracts, type ContentType, type Document, type Locale } from '@samleng/shared';

type Value = Record<string | number, unknown>;
type Path = readonly PropertyKey[];

/** One reason why a draft is not yet of the form that pages expect, as the contract's schema tells it. */
interface Issue {
  readonly code: string;
  readonly path: Path;
  readonly expected?: string;
  readonly format?: string;
  readonly values?: readonly unknown[];
  readonly origin?: string;
  readonly keys?: readonly string[];
}

/** Stands where a text is still to be written. */
const blank = '…';

/** A field is repaired in at most three steps, and fields stand at most five deep. */
const mostRounds = 20;

interface DraftName {
  readonly type: ContentType;
  readonly documentId: string;
  readonly locale: Locale;
}

/**
 * Makes of an unfinished draft a document that pages can show: what is empty or unusable becomes
 * null where the contract allows it, else something neutral. Rules that only concern publishing
 * (a source without an address, an alternative text that is a file name) are left as they are.
 * @param now the moment that stands for missing dates.
 */
export function fillBlanks(draft: unknown, name: DraftName, now: Date): Document {
  const document = { ...(isObject(draft) ? structuredClone(draft) : {}), ...name } as Value;
  const tried = new Map<string, number>();
  const { schema } = contracts[name.type];
  for (let round = 0; round < mostRounds; round++) {
    const result = schema.safeParse(document);
    if (result.success) return result.data as Document;
    const issues = (result.error.issues as readonly Issue[]).filter(({ code }) => code !== 'custom');
    if (issues.length === 0) return document as unknown as Document;
    for (const issue of issues) {
      const key = issue.path.join('.');
      const step = (tried.get(key) ?? 0) + 1;
      tried.set(key, step);
      repair(document, issue, step, now);
    }
  }
  throw new Error(
    `This draft of ${name.type} ${name.documentId} cannot be brought into a form that pages show.`,
  );
}

/** First tries to leave the field empty; then gives it something of the right kind, then of the right form. */
function repair(document: Value, issue: Issue, step: number, now: Date): void {
  const field = issue.path.at(-1) as string | number;
  const holder = issue.path
    .slice(0, -1)
    .reduce<unknown>((at, part) => (at as Value)[part as string], document);
  if (issue.code === 'unrecognized_keys') {
    const owner = field === undefined ? document : ((holder as Value)[field] as Value);
    for (const key of issue.keys ?? []) Reflect.deleteProperty(owner, key);
    return;
  }
  if (field === undefined || !isObject(holder)) return;
  // A picture whose file is not chosen yet is no picture.
  if (field === 'image' && issue.path.length > 1) return set(document, issue.path.slice(0, -1), null);
  const isMissing = holder[field] === null || holder[field] === undefined;
  if (step === 1 && !isMissing && issue.origin !== 'array') holder[field] = null;
  else if (step === 1 && holder[field] === undefined) holder[field] = null;
  else holder[field] = placeholder(issue, now);
}

function placeholder({ code, expected, format, values, origin }: Issue, now: Date): unknown {
  if (code === 'invalid_value') return values?.[0];
  if (code === 'invalid_union') return '/';
  if (code === 'too_small' && origin === 'array') return [{}];
  if (code === 'invalid_format') {
    if (format === 'date') return now.toISOString().slice(0, 10);
    if (format === 'datetime') return now.toISOString();
    // Nobody's address: a form that leads there does nothing.
    if (format === 'url') return 'https://example.org/';
    // A slug, or the id of a document: none has this one.
    return 'draft';
  }
  if (expected === 'array') return [];
  if (expected === 'boolean') return false;
  if (expected === 'object') return {};
  if (expected === 'number' || expected === 'int' || origin === 'number') return now.getUTCFullYear();
  return blank;
}

function set(document: Value, path: Path, value: unknown): void {
  const holder = path.slice(0, -1).reduce<unknown>((at, part) => (at as Value)[part as string], document);
  (holder as Value)[path.at(-1) as string] = value;
}

function isObject(value: unknown): value is Value {
  return typeof value === 'object' && value !== null;
}
