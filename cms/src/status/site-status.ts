import type { Core } from '@strapi/strapi';
import { contentTypes, isLocale, type PublisherStatus } from '@samleng/shared';
import { environment } from '../environment';
import { currentRevision, logId, type LogRow, rowsAfter } from '../publication/log';
import type { SiteStatus, Trouble } from './answers';
import { hasArrived, judgeProgress, nothingToTell } from './judge';
import type { MayRead } from './may-read';
import { nameDocuments } from './name-documents';
import { lookOutside } from './outside';

/** Rows of the log that are looked through for what waits; more than that is no list to read. */
const rowLimit = 500;
const listed = 10;
const releasesListed = 5;

/** Where the live site stands as a whole, with what it does not show yet. */
export async function siteStatus(strapi: Core.Strapi, mayRead: MayRead): Promise<SiteStatus> {
  const outside = await lookOutside(strapi);
  const { site, publisher } = outside;
  const log = await logId(strapi);
  const revision = await currentRevision(strapi);
  const live = hasArrived(site, log, 0) ? { revision: site.revision, since: site.builtAt } : null;
  const rows = live ? await rowsAfter(strapi, live.revision, rowLimit) : [];
  const waiting = await nameDocuments(strapi, mayRead, toWaiting(rows));
  const [head] = await rowsAfter(strapi, revision - 1, 1);
  const progress = judgeProgress({ revision, at: head ? new Date(head.at).toISOString() : '' }, outside, log);
  return {
    ...(hasArrived(site, log, revision) ? { ...nothingToTell, state: 'live' } : progress),
    revision,
    live,
    siteUrl: environment().siteUrl,
    target: publisher?.target ?? null,
    trouble: toTrouble(publisher),
    releases: toReleases(publisher, log),
    waiting: waiting.slice(0, listed),
    waitingCount: waiting.length,
    quarantined: await nameDocuments(strapi, mayRead, toQuarantined(publisher)),
  };
}

/** Each document and language once, with its newest row. */
function toWaiting(rows: readonly LogRow[]) {
  const newest = new Map<string, LogRow>();
  for (const row of rows) {
    const key = `${row.type} ${row.documentId} ${row.locale}`;
    if (!newest.has(key)) newest.set(key, row);
  }
  return [...newest.values()].map(({ id, type, documentId, locale, change }) => ({
    type,
    documentId,
    locale,
    revision: id,
    goal: change === 'unpublished' || change === 'deleted' ? ('gone' as const) : ('shown' as const),
  }));
}

/** What an operator should know of, even when everything is live. */
function toTrouble(publisher: PublisherStatus | undefined): Trouble | null {
  if (!publisher) return { reason: 'publisher-away', said: null, at: null, retryAt: null };
  const { hold, error, remote, deferred } = publisher;
  if (hold) {
    const reason = hold.kind === 'guard' ? 'guarded' : 'rolled-back';
    return { reason, said: hold.message, at: hold.at, retryAt: null };
  }
  if (error) {
    const { message: said, at, retryAt } = error;
    const reasons = { away: 'cms-away', failed: 'build-failed', incomplete: 'files-missing' } as const;
    return { reason: reasons[error.kind], said, at, retryAt };
  }
  const [late] = deferred;
  if (late) {
    const said = deferred.map(({ name, message }) => `${name}: ${message}`).join('\n');
    return { reason: 'deferred-failed', said, at: late.at, retryAt: late.retryAt };
  }
  if (remote?.state !== 'failed') return null;
  return { reason: 'run-failed', said: remote.message ?? null, at: remote.since, retryAt: null };
}

function toReleases(publisher: PublisherStatus | undefined, log: string): SiteStatus['releases'] {
  return (publisher?.releases ?? [])
    .filter((release) => release.log === log)
    .slice(0, releasesListed)
    .map(({ revision, builtAt, live }) => ({ revision, at: builtAt, live }));
}

/** Only what is one of ours: the publisher may name types that this CMS no longer has. */
function toQuarantined(publisher: PublisherStatus | undefined) {
  return (publisher?.quarantined ?? []).flatMap(({ type: name, documentId, locale, reason }) => {
    const type = contentTypes.find((known) => known === name);
    return type && isLocale(locale) ? [{ type, documentId, locale, said: reason }] : [];
  });
}
