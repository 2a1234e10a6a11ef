import {
  assertUnreachable,
  otherLocales,
  titleOf,
  type ContentType,
  type DocumentOf,
  type Locale,
  type PagedType,
} from '@samleng/shared';
import { bodyDigest, readBody } from '../content/bodies.ts';
import type { Entries, Entry } from '../content/entries.ts';
import { contentFolder } from '../content/store.ts';
import { toDateWords } from '../i18n/dates.ts';
import { t } from '../i18n/messages.ts';
import { toPlainText } from './plain-text.ts';

/** What the search knows of a document as pages in one language list it. */
export interface SearchDocument {
  readonly type: PagedType;
  readonly slug: string;
  /** The language that it is read in. */
  readonly locale: Locale;
  readonly title: string;
  /** The title in the other languages: names are looked for in both scripts. */
  readonly otherTitles: string;
  /** The day it counts by, `2026-11-09`; empty for what has none. */
  readonly day: string;
  /** That day in words. */
  readonly date: string;
  /** The slugs of its topics. */
  readonly topics: readonly string[];
  /** What stands around the text: kind, role, the people and organisations it names, in both languages. */
  readonly names: string;
  readonly summary: string;
  /** The text, paragraph by paragraph, each a line. */
  readonly body: readonly string[];
}

/** The types that can be found, in the order of their numbers in the index: add at the end alone. */
export const searchedTypes: readonly PagedType[] = [
  'article',
  'interview',
  'programme',
  'union-leader',
  'person',
  'organisation',
  'topic',
  'page',
];

type EntriesByLocale = Readonly<Record<Locale, Entries>>;

/** Where a document's words come from: as long as all of these are the same, so is what is found. */
export function sourcesOf(entries: EntriesByLocale, locale: Locale, entry: Entry<PagedType>): Entry[] {
  const { type, documentId } = entry.document;
  const versions = otherLocales(locale).flatMap((other) => entries[other].byId(type, documentId) ?? []);
  const named = referencesOf(entry.document).flatMap(([kind, ids]) =>
    ids.flatMap((id) =>
      [locale, ...otherLocales(locale)].flatMap((each) => entries[each].byId<ContentType>(kind, id) ?? []),
    ),
  );
  return [entry, ...versions, ...named];
}

/** @param sources from `sourcesOf`, of the same entry. */
export function toSearchDocument(
  locale: Locale,
  entry: Entry<PagedType>,
  sources: readonly Entry[],
): SearchDocument {
  const { document } = entry;
  const isOwn = ({ document: each }: Entry) =>
    each.type === document.type && each.documentId === document.documentId;
  const titles = [...new Set(sources.filter(isOwn).map((source) => toLine(titleOf(source.document))))];
  const named = sources.filter((source) => !isOwn(source));
  const { summary, around, body } = wordsOf(document, locale);
  const day = 'publishedOn' in document ? document.publishedOn : '';
  const names = [...around, ...named.map((source) => titleOf(source.document))]
    .map((name) => toLine(name ?? ''))
    .filter(Boolean);
  return {
    type: document.type,
    slug: document.slug,
    locale: document.locale,
    title: toLine(titleOf(document)),
    otherTitles: titles.slice(1).join(' · '),
    day,
    date: day && toDateWords(locale, day).text,
    topics: [...new Set(named.flatMap(({ document: each }) => (each.type === 'topic' ? [each.slug] : [])))],
    names: [...new Set(names)].join(' · '),
    summary: toLine(summary ?? ''),
    body: body.map(toLine).filter(Boolean),
  };
}

interface Words {
  readonly summary: string | null;
  readonly around: readonly (string | null)[];
  readonly body: readonly string[];
}

function wordsOf(document: DocumentOf<PagedType>, locale: Locale): Words {
  switch (document.type) {
    case 'article':
      return {
        summary: document.summary,
        around: [t(locale, `kind.${document.kind}`)],
        body: [
          ...markdown(document, 'body'),
          ...document.coverage.map(({ outlet, title }) => `${outlet} · ${title}`),
        ],
      };
    case 'interview':
      return {
        summary: document.summary,
        around: [t(locale, 'kind.interview')],
        body: [
          ...markdown(document, 'introduction'),
          ...document.exchanges.flatMap(({ question, answer }) => [question, ...toPlainText(answer)]),
        ],
      };
    case 'programme':
      return {
        summary: document.mission,
        around: [t(locale, 'kind.programme')],
        body: [
          ...markdown(document, 'body'),
          ...document.objectives.map(({ text }) => text),
          ...document.figures.map(({ value, label }) => `${value} ${label}`),
        ],
      };
    case 'union-leader':
      return {
        summary: document.summary,
        around: [document.role],
        body: [
          ...markdown(document, 'biography'),
          ...document.timeline.map(({ year, text }) => `${year} ${text}`),
          ...document.quotes.map(({ text }) => text),
        ],
      };
    case 'person':
      return { summary: document.role, around: [], body: markdown(document, 'biography') };
    case 'organisation':
      return { summary: document.summary, around: [document.abbreviation], body: [] };
    case 'topic':
      return { summary: document.summary, around: [], body: [] };
    case 'page':
      return { summary: document.summary, around: [], body: markdown(document, 'body') };
    default:
      return assertUnreachable(document);
  }
}

/** @throws BodyError when the store lost the text. */
function markdown(document: DocumentOf<PagedType>, field: string): string[] {
  const digest = bodyDigest(document, field);
  return digest === undefined ? [] : toPlainText(readBody(contentFolder(), digest));
}

/** Everybody and everything that a document names, by type. */
function referencesOf(document: DocumentOf<PagedType>): [ContentType, readonly string[]][] {
  const one = (id: string | null) => (id === null ? [] : [id]);
  switch (document.type) {
    case 'article':
      return [
        ['topic', document.topics],
        ['person', document.authors],
        ['union-leader', document.leaders],
        ['programme', document.programmes],
      ];
    case 'interview':
      return [
        ['topic', document.topics],
        ['person', [...one(document.interviewee), ...document.interviewers]],
        ['union-leader', one(document.leader)],
        ['programme', document.programmes],
      ];
    case 'programme':
      return [
        ['topic', document.topics],
        ['organisation', [...one(document.organisation), ...document.partners]],
        ['person', one(document.lead)],
      ];
    case 'union-leader':
      return [
        ['topic', document.topics],
        ['organisation', one(document.union)],
      ];
    case 'person':
      return [['organisation', one(document.organisation)]];
    case 'organisation':
    case 'topic':
    case 'page':
      return [];
    default:
      return assertUnreachable(document);
  }
}

/** One line, without what would part lines and columns in the index. */
function toLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
