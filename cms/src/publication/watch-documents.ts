import type { Core } from '@strapi/strapi';
import {
  type ContentType,
  defaultLocale,
  documentPath,
  isLocale,
  type Locale,
  typeOfUid,
  uidOf,
} from '@samleng/shared';
import { refuseToLoseSettings } from '../rules/single-document';
import { refuseToBreak, refuseToStrand, soundLanguages } from '../rules/refuse-to-break';
import { readShared } from '../rules/shared-fields';
import { appendToLog, type LogEntry, waitForTurn } from './log';
import { type DocumentKey, keyOf, publicReferrers } from './referrers';

/** Actions of the Document Service that write. All of them run in one transaction with our rules. */
const writing = new Set(['create', 'update', 'clone', 'publish', 'unpublish', 'discardDraft', 'delete']);

/** Those that change what is public. Creating or updating as published goes on to `publish`. */
const publishing = new Set(['publish', 'unpublish', 'delete']);

/** What is public of one document: the row behind each language, where its pages are, and who names it. */
interface PublicState {
  readonly rows: ReadonlyMap<Locale, number>;
  /** What its languages share, as each of its rows has it. */
  readonly shared: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
  readonly referrers: ReadonlyMap<string, DocumentKey>;
}

/** Writes the publication log: whatever the Document Service makes public, changes or takes away. */
export function watchDocuments(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    if (!type || !writing.has(context.action)) return next();
    const { documentId } = context.params as { documentId?: string };
    return strapi.db.transaction(async (transaction) => {
      if (!publishing.has(context.action) || !documentId) return next();
      await waitForTurn(strapi, transaction);
      const key = { type, documentId };
      const before = await publicState(strapi, type, documentId);
      const takes = context.action !== 'publish' && before.rows.size > 1;
      const sound = takes ? await soundLanguages(strapi, key) : new Set<string>();
      const result = await next();
      const after = await publicState(strapi, type, documentId);
      const gone = context.action === 'delete' ? 'deleted' : 'unpublished';
      const changed = changedReferrers(before, after);
      const vanished = [...before.rows.keys()].some((locale) => !after.rows.has(locale));
      // A document that is still public in one language may be named from that language alone by now,
      // while the fields that all languages share come from another: then nothing seems to have changed.
      const affected = vanished ? [...before.referrers.values()] : changed;
      await refuseToBreak(strapi, key, affected);
      if (vanished && after.rows.size > 0) await refuseToStrand(strapi, key, sound);
      if (type === 'site-settings' && vanished && after.rows.size === 0) refuseToLoseSettings();
      await appendToLog(strapi, transaction, [
        ...ownEntries(key, before, after, gone),
        ...(await referrerEntries(strapi, changed)),
      ]);
      return result;
    });
  });
}

async function publicState(strapi: Core.Strapi, type: ContentType, documentId: string): Promise<PublicState> {
  const rows = await publicRows(strapi, type, documentId);
  const paths = await pathsOf(strapi, type, [...rows]);
  const referrers = rows.size > 0 ? await publicReferrers(strapi, type, [documentId]) : [];
  const shared = rows.size > 1 ? await readShared(strapi, type, documentId, 'published') : [];
  return {
    rows,
    shared: new Map(
      shared.map(({ locale, fields, references }) => [locale, JSON.stringify([fields, references])]),
    ),
    paths,
    referrers: new Map(referrers.map((key) => [keyOf(key), key])),
  };
}

/** The pages of a document: as in the feed, the slug of one language counts for all. */
async function pathsOf(
  strapi: Core.Strapi,
  type: ContentType,
  rows: readonly (readonly [Locale, number])[],
): Promise<string[]> {
  const [, id] = rows.find(([locale]) => locale === defaultLocale) ?? rows[0] ?? [];
  if (type === 'site-settings' || id === undefined) return [];
  const row = (await strapi.db.query(uidOf(type)).findOne({ select: ['slug'], where: { id } })) as {
    slug: string | null;
  } | null;
  const slug = row?.slug;
  return slug ? rows.map(([locale]) => documentPath(locale, type, slug)) : [];
}

async function publicRows(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string,
): Promise<Map<Locale, number>> {
  const rows = (await strapi.db.query(uidOf(type)).findMany({
    select: ['id', 'locale'],
    where: { documentId, publishedAt: { $notNull: true } },
    orderBy: { locale: 'asc' },
  })) as { id: number; locale: string }[];
  return new Map(rows.flatMap(({ id, locale }) => (isLocale(locale) ? [[locale, id]] : [])));
}

/**
 * Publishing makes a new row each time, so an unchanged row says that nothing happened, unless it took
 * over what another language published of the fields that all share.
 */
function ownEntries(
  key: DocumentKey,
  before: PublicState,
  after: PublicState,
  gone: 'deleted' | 'unpublished',
): LogEntry[] {
  const published = [...after.rows].filter(
    ([locale, id]) =>
      before.rows.get(locale) !== id ||
      (before.shared.has(locale) && before.shared.get(locale) !== after.shared.get(locale)),
  );
  const vanished = [...before.rows.keys()].filter((locale) => !after.rows.has(locale));
  const entries = [
    ...published.map(([locale]): LogEntry => ({ ...key, locale, change: 'published' })),
    ...vanished.map((locale): LogEntry => ({ ...key, locale, change: gone })),
  ];
  const revoked = before.paths.filter((path) => !after.paths.includes(path));
  // One row tells for all languages: they may share a slug that only one of them changes.
  return entries.map((entry, index) => (index === 0 && revoked.length > 0 ? { ...entry, revoked } : entry));
}

/** Documents that lost or regained their reference to this one: Strapi keeps none to what is not public. */
function changedReferrers(before: PublicState, after: PublicState): DocumentKey[] {
  return [
    ...[...before.referrers].filter(([key]) => !after.referrers.has(key)),
    ...[...after.referrers].filter(([key]) => !before.referrers.has(key)),
  ].map(([, key]) => key);
}

async function referrerEntries(strapi: Core.Strapi, keys: readonly DocumentKey[]): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for (const key of keys) {
    const [locale] = (await publicRows(strapi, key.type, key.documentId)).keys();
    // One row a document is enough: whoever reads the log asks for all its languages.
    if (locale) entries.push({ ...key, locale, change: 'published' });
  }
  return entries;
}
