import type { ContentType, Locale } from '@samleng/shared';

// What the admin is told. Only types: the admin's bundle takes nothing else from here.

/** Where a document's last publication stands. */
export type State =
  /** Nothing is written in this language. */
  | 'absent'
  /** Never published in this language. */
  | 'draft'
  | 'waiting'
  | 'building'
  | 'live'
  | 'failed'
  /** Taken down; the live site no longer has it. */
  | 'removed'
  /** The live site does not say what it shows. */
  | 'unknown';

/** Why it is not live yet, or not live at all; words for it are the admin's. */
export type Reason =
  /** The publisher has not looked yet. */
  | 'soon'
  /** The publisher is busy with an earlier number. */
  | 'behind'
  /** Nobody answers for the publisher. */
  | 'publisher-away'
  /** The site has no release yet. */
  | 'first-release'
  /** The live site was built from another database's log: its numbers mean nothing here. */
  | 'other-log'
  | 'building'
  /** GitHub was told, and has not begun. */
  | 'dispatched'
  /** GitHub builds. */
  | 'running'
  | 'run-failed'
  | 'build-failed'
  /** The publisher cannot reach the CMS. */
  | 'cms-away'
  | 'guarded'
  | 'rolled-back'
  /** The search index or the share images do not follow the live pages. */
  | 'deferred-failed'
  /** The site could not take this document in. */
  | 'quarantined'
  /** Files of the media library are gone from the disk. */
  | 'files-missing'
  | 'site-away';

export interface Progress {
  readonly state: State;
  readonly reason: Reason | null;
  /** The publisher's own sentence, for the technician. */
  readonly said: string | null;
  /** When the publisher tries again by itself, ISO 8601. */
  readonly retryAt: string | null;
  /** The page of the run elsewhere. */
  readonly runUrl: string | null;
}

export interface DocumentStatus extends Progress {
  /** What the last publication wants of the live site. */
  readonly goal: 'shown' | 'gone';
  /** The draft differs from what is published. */
  readonly modified: boolean;
  /** The number of the document's last row in the publication log; 0 without one. */
  readonly revision: number;
  /** The number that the live site states, where it is one of our log. */
  readonly liveRevision: number | null;
  /** Since when the live site shows it, or no longer does; ISO 8601. */
  readonly since: string | null;
  /** Its page, where the live site has one: of this version or of an earlier one. */
  readonly url: string | null;
}

/** A document in one language, as a list names it. */
export interface NamedDocument {
  readonly type: ContentType;
  readonly documentId: string;
  readonly locale: Locale;
  /** Null when the document is deleted: its name went with it. */
  readonly title: string | null;
}

/** What keeps the publisher from going on, whether or not something waits. */
export interface Trouble {
  readonly reason: Reason;
  readonly said: string | null;
  /** ISO 8601. */
  readonly at: string | null;
  readonly retryAt: string | null;
}

export interface SiteStatus extends Progress {
  /** The last number of the publication log. */
  readonly revision: number;
  readonly live: { readonly revision: number; readonly since: string } | null;
  readonly siteUrl: string;
  readonly target: 'local' | 'github' | null;
  readonly trouble: Trouble | null;
  /** Kept releases, newest first. */
  readonly releases: readonly { readonly revision: number; readonly at: string; readonly live: boolean }[];
  /** What the live site does not show yet, newest first; no more than fit. */
  readonly waiting: readonly (NamedDocument & {
    readonly goal: 'shown' | 'gone';
    readonly revision: number;
  })[];
  /** How many wait, shown or not. */
  readonly waitingCount: number;
  readonly quarantined: readonly (NamedDocument & { readonly said: string })[];
}
