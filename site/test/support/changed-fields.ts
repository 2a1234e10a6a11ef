import {
  articleKinds,
  contracts,
  type ContentType,
  type Document,
  media,
  organisationKinds,
  programmePhases,
} from '@samleng/shared';
import { exampleMedia } from './example-media.ts';
import type { Change } from './random-changes.ts';

/** What a new value is made of. */
export interface Stuff extends Pick<Change, 'locale' | 'word' | 'choice'> {
  /** Ids of a type that a reference may name. */
  readonly ids: (type: ContentType) => readonly string[];
  /** Paths that a text may link to. */
  readonly paths: readonly string[];
}

/** What every document has and no editor writes. */
const header = new Set(['type', 'documentId', 'locale', 'publishedAt', 'inlineMedia', 'slug']);

const choices: Readonly<Record<string, readonly string[]>> = {
  'article.kind': articleKinds,
  'organisation.kind': organisationKinds,
  'programme.phase': programmePhases,
};

export function pick<T>(values: readonly T[], choice: number): T | undefined {
  return values[choice % values.length];
}

/** The fields of a document that an editor may change. */
export function fieldsOf(document: Document): string[] {
  return Object.keys(document).filter((name) => !header.has(name));
}

/**
 * A document with another value in one field. The value is the first of several kinds that the
 * contract takes there; where it takes none of them, the document stays as it is.
 */
export function withChange(document: Document, field: string, stuff: Stuff): Document {
  const { schema, markdown } = contracts[document.type];
  const before = (document as unknown as Record<string, unknown>)[field];
  for (const value of candidates(document, field, before, stuff)) {
    const fields: Record<string, unknown> = { ...document, [field]: value };
    if (markdown.includes(field)) fields.inlineMedia = inlineMediaOf(value);
    // An interview is with one person: whoever becomes one ends the other.
    if (field === 'interviewee' && value) fields.leader = null;
    if (field === 'leader' && value && document.type === 'interview') fields.interviewee = null;
    const parsed = schema.safeParse(fields);
    if (parsed.success) return parsed.data as Document;
  }
  return document;
}

function candidates(document: Document, field: string, before: unknown, stuff: Stuff): unknown[] {
  const { references, markdown } = contracts[document.type];
  const { word, choice } = stuff;
  const target = references[field];
  if (target)
    return Array.isArray(before) ? [someOf(stuff.ids(target), choice)] : oneOf(stuff.ids(target), choice);
  if (markdown.includes(field)) return [toText(stuff)];
  if (field === 'donation' || field === 'newsletter')
    return [choice % 3 === 0 ? null : providers(word)[field]];
  const named = choices[`${document.type}.${field}`];
  if (named) return [pick(named, choice)];
  if (Array.isArray(before)) return [toList(before, stuff)];
  if (typeof before === 'boolean') return [!before];
  if (isPicture(before)) return toPictures(before, stuff);
  if (typeof before === 'object' && before !== null) return [renamed(before, stuff)];
  const values = [`${word} ${choice}`, dayOf(choice), `https://example.org/${word}`];
  const picture = { image: pick(exampleMedia, choice), alt: `What ${word} is`, caption: null, credit: word };
  return before === null ? [...values, picture, []] : choice % 5 === 0 ? [null, ...values] : values;
}

/** Settings under which pages ask for money and addresses; the demo has none. */
function providers(word: string) {
  return {
    donation: {
      formUrl: 'https://give.example.org/',
      amountField: 'amount',
      frequencyField: null,
      onceValue: null,
      monthlyValue: null,
      currency: 'USD',
      amounts: '5, 10',
      purpose: word,
      use: word,
    },
    newsletter: {
      formUrl: 'https://letters.example.org/',
      emailField: 'email',
      invitation: word,
      privacy: word,
    },
  };
}

/** Three years of days, so that pieces move from page to page of the lists and from year to year. */
export function dayOf(choice: number): string {
  return new Date(Date.UTC(2024, 0, 1 + (choice % 1000))).toISOString().slice(0, 10);
}

function someOf(ids: readonly string[], choice: number): string[] {
  return [...new Set([0, 5, 17].slice(0, choice % 4).flatMap((step) => pick(ids, choice + step) ?? []))];
}

function oneOf(ids: readonly string[], choice: number): (string | null)[] {
  const id = pick(ids, choice) ?? null;
  return choice % 4 === 0 ? [null, id] : [id, null];
}

/** Links to pages that are there, that were there and that never were; sometimes a picture. */
function toText({ locale, word, choice, paths }: Stuff): string {
  const picture = pick(exampleMedia, choice);
  const parts = [
    `${word} [one](${pick(paths, choice)}), [another](${pick(paths, choice + 7)}), [none](/${locale}/articles/${word}/).`,
    `## ${word}`,
    choice % 3 === 0 && picture ? `![A picture of ${word}](${picture.url})` : `- ${choice}`,
  ];
  return parts.join('\n\n');
}

function inlineMediaOf(text: unknown): unknown[] {
  return exampleMedia.filter(({ url }) => typeof text === 'string' && text.includes(`(${url})`)).slice(0, 1);
}

/** One entry fewer, one more, one renamed, or the other way round. */
function toList(before: readonly unknown[], stuff: Stuff): unknown[] {
  const [first, ...rest] = before;
  if (first === undefined) return [];
  return (
    [rest, [...before, renamed(first, stuff)], [renamed(first, stuff), ...rest], before.toReversed()][
      stuff.choice % 4
    ] ?? []
  );
}

function isPicture(value: unknown): value is { image: unknown } {
  return typeof value === 'object' && value !== null && 'image' in value;
}

/** Other words, another picture, another version of the same file, or no picture. */
function toPictures(before: { image: unknown }, { word, choice }: Stuff): unknown[] {
  const image = media.parse(before.image);
  const versions = [
    { ...before, alt: `What ${word} shows` },
    { ...before, image: pick(exampleMedia, choice), caption: word },
    { ...before, image: { ...image, version: image.version === '1' ? '2' : '1' } },
    null,
  ];
  return [versions[choice % versions.length]];
}

/** The value with another first text in it, wherever that is; addresses, days and choices stay. */
function renamed(value: unknown, { word, choice }: Stuff): unknown {
  if (typeof value !== 'object' || value === null) return `${word} ${choice}`;
  const name = ['label', 'title', 'text', 'question', 'outlet', 'value'].find(
    (each) => typeof (value as Record<string, unknown>)[each] === 'string',
  );
  return name ? { ...value, [name]: `${word} ${choice}` } : value;
}
