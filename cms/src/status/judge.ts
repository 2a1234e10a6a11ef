import type { PublisherStatus } from '@samleng/shared';
import type { DocumentStatus, Progress, Reason, State } from './answers';
import type { LiveSite, Outside } from './outside';

/** A row of the publication log, as far as its way to the live site goes. */
export interface Entry {
  readonly revision: number;
  /** ISO 8601. */
  readonly at: string;
}

/** What the CMS itself knows of a document in one language. */
export interface DocumentFacts {
  readonly type: string;
  readonly documentId: string;
  readonly locale: string;
  readonly drafted: boolean;
  readonly published: boolean;
  readonly modified: boolean;
  /** The last row of the log that is its own; undefined when none is. */
  readonly entry: Entry | undefined;
  /** Where its published version stands, once it is live. */
  readonly url: string | null;
  /** An earlier version was published as well: whatever came of the last one, this is still live. */
  readonly hasEarlier: boolean;
}

/** Of a state that needs no explanation. */
export const nothingToTell = { reason: null, said: null, retryAt: null, runUrl: null };

/** Tells whether the live site contains what the log holds up to a number. */
export function hasArrived(site: Outside['site'], log: string, revision: number): site is LiveSite {
  return typeof site === 'object' && site.log === log && site.revision >= revision;
}

/** Where a document stands: pure, from facts alone. @param log the name of the CMS's own log. */
export function judgeDocument(document: DocumentFacts, outside: Outside, log: string): DocumentStatus {
  const { site, publisher } = outside;
  const { published, modified, entry, url } = document;
  // What came in beside the log (an import) has no number: whatever release there is contains it.
  const revision = entry?.revision ?? 0;
  const about = {
    goal: published ? 'shown' : 'gone',
    modified,
    revision,
    liveRevision: typeof site === 'object' && site.log === log ? site.revision : null,
    since: null,
    url: document.hasEarlier ? url : null,
  } as const;
  if (!published && !entry)
    return { ...about, ...nothingToTell, state: document.drafted ? 'draft' : 'absent' };
  if (!hasArrived(site, log, revision)) {
    const progress = judgeProgress(entry ?? { revision, at: '' }, outside, log);
    return { ...about, ...progress };
  }
  if (!published) {
    return { ...about, ...nothingToTell, state: 'removed', since: sinceWhen(entry, publisher, log) };
  }
  const refused = publisher?.quarantined.find(
    ({ type, documentId, locale }) =>
      type === document.type && documentId === document.documentId && locale === document.locale,
  );
  if (refused)
    return { ...about, ...nothingToTell, state: 'failed', reason: 'quarantined', said: refused.reason };
  return { ...about, ...nothingToTell, state: 'live', url, since: sinceWhen(entry, publisher, log) };
}

/** Where a number of the log stands that the live site does not contain. */
export function judgeProgress(entry: Entry, { site, publisher }: Outside, log: string): Progress {
  const at = (state: State, reason: Reason, more: Partial<Progress> = {}): Progress => ({
    ...nothingToTell,
    state,
    reason,
    ...more,
  });
  if (!publisher) return site === 'away' ? at('unknown', 'site-away') : at('waiting', 'publisher-away');
  const { building, remote, hold, error, live } = publisher;
  if (building && building.revision >= entry.revision) return at('building', 'building');
  if (remote && remote.revision >= entry.revision) {
    const more = { runUrl: toLink(remote.url), said: remote.message ?? null };
    if (remote.state === 'failed') return at('failed', 'run-failed', more);
    return at('building', remote.state, more);
  }
  if (hold) {
    return at('failed', hold.kind === 'guard' ? 'guarded' : 'rolled-back', { said: hold.message });
  }
  if (error && error.kind !== 'incomplete' && isAbout(error, publisher, entry, log)) {
    const { message: said, retryAt } = error;
    return at('failed', error.kind === 'away' ? 'cms-away' : 'build-failed', { said, retryAt });
  }
  if (building) return at('waiting', 'behind');
  if (site === 'none') return at('waiting', 'first-release');
  // The publisher has done its part; only the live site could say so.
  if (site === 'away') {
    const done = live !== null && live.log === log && live.revision >= entry.revision;
    return done ? at('unknown', 'site-away') : at('waiting', 'soon');
  }
  return at('waiting', site.log === log ? 'soon' : 'other-log');
}

/** A trouble from before the publication says nothing about it: the publisher has yet to try. */
function isAbout(
  { at }: NonNullable<PublisherStatus['error']>,
  { log: seen }: PublisherStatus,
  entry: Entry,
  log: string,
): boolean {
  if (seen && seen.log === log && seen.revision >= entry.revision) return true;
  return Date.parse(at) >= (Date.parse(entry.at) || 0);
}

/**
 * The first kept release that contains the row, if the one before it is kept as well: otherwise the
 * oldest may be of long after, and the row's own time is nearer to the truth.
 */
function sinceWhen(
  entry: Entry | undefined,
  publisher: PublisherStatus | undefined,
  log: string,
): string | null {
  if (!entry) return null;
  const releases = (publisher?.releases ?? [])
    .filter((release) => release.log === log)
    .sort((a, b) => Date.parse(a.builtAt) - Date.parse(b.builtAt));
  const first = releases.findIndex(({ revision }) => revision >= entry.revision);
  return (first > 0 ? releases[first]?.builtAt : undefined) ?? entry.at;
}

/** Only what a browser may safely be led to. */
function toLink(url: string | undefined): string | null {
  return url !== undefined && /^https?:\/\//.test(url) ? url : null;
}
