import type { ContentType } from './content-types.ts';
import type { Locale } from './locales.ts';

/**
 * What the publisher and the renderer say to each other over Node's channel between processes. Both
 * are ours and of one version: types suffice.
 */

/** What a release made by the renderer states of itself in /release.json. */
export interface RenderedManifest {
  readonly revision: number;
  /** ISO 8601. */
  readonly builtAt: string;
  readonly version: string;
  readonly log: string;
  readonly mark?: string;
}

/** A published version that the site cannot show; the one before it stays, if there was one. */
export interface QuarantinedVersion {
  readonly type: ContentType;
  readonly documentId: string;
  readonly locale: Locale;
  readonly reason: string;
  readonly at: string;
  /** A file that it shows is gone from the CMS: tried again by itself until the file is back. */
  readonly missing?: true;
}

/** Brings a tree to what is published now. */
export interface PublishOrder {
  readonly do: 'publish';
  /** A private copy of the live tree; an absent or empty folder where `live` is null. */
  readonly tree: string;
  /** The release that `tree` is a copy of. Null renders everything into an empty tree. */
  readonly live: string | null;
  /**
   * Where the log stands for what readers see now. A tree made from nothing cannot say it, and may lack
   * the pages that were taken back since then.
   */
  readonly shown?: { readonly revision: number; readonly log: string };
  /** The guard refused the tree that was made last: whoever is to blame is put aside first. */
  readonly blame?: Blame;
  /** Tries what is quarantined once more, though nothing new was published of it. */
  readonly again?: boolean;
}

/** Why the guard refused a tree, and how far to go. */
export interface Blame {
  /** What is wrong with which file of the tree, `/en/articles/x/index.html`, each once. */
  readonly files: readonly { readonly file: string; readonly reason: string }[];
  /** Every version that came since the live release is put aside, unless they are many. */
  readonly isLast: boolean;
}

/**
 * Takes out of a tree that stays live, because something else is held back, the pages that were taken
 * back meanwhile: a hold never delays a withdrawal. Everything else in it stays as it is.
 */
export interface WithdrawOrder {
  readonly do: 'withdraw';
  /** A private copy of the live tree. */
  readonly tree: string;
  /** The release that `tree` is a copy of. */
  readonly live: string;
}

/**
 * Brings what may come a moment later than the pages, the search index and the share images, up to
 * them: one thing at a time, each a small release of its own.
 */
export interface FollowOrder {
  readonly do: 'follow';
  /** A private copy of the live tree. */
  readonly tree: string;
  /** The release that `tree` is a copy of. */
  readonly live: string;
  /** How long it may take before it stops where it is. Seconds. */
  readonly limit: number;
  /** Names of those that failed a moment ago: the others go on without them. */
  readonly without?: readonly string[];
}

export type RendererOrder =
  | PublishOrder
  | WithdrawOrder
  | FollowOrder
  /** Whatever follows is to stop where it is: a publish goes first. */
  | { readonly do: 'interrupt' }
  /** The tree has become this release. */
  | { readonly do: 'settle'; readonly release: string }
  /** The tree was thrown away; what is live stays. */
  | { readonly do: 'discard' };

/** The tree is ready. Nothing is live yet. */
export interface RenderedWord {
  readonly said: 'rendered';
  readonly manifest: RenderedManifest;
  /** Files written, by path below the tree: `/en/articles/x/index.html`. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** HTML pages in the whole tree. */
  readonly pages: number;
  /** True when the tree was filled from nothing. */
  readonly isWhole: boolean;
  readonly documents: {
    /** Pages of documents that are gone. */
    readonly lost: number;
    /** Versions that the CMS itself withdrew or moved: so many pages may go. */
    readonly withdrawn: number;
  };
  readonly quarantined: readonly QuarantinedVersion[];
  readonly seconds: { readonly pull: number; readonly plan: number; readonly render: number };
  /** Resident memory of the renderer, megabytes. */
  readonly rssMb: number;
}

/** What was taken back is out of the tree. */
export interface WithdrawnWord {
  readonly said: 'withdrawn';
  /** Of the tree, as before but for the time. */
  readonly manifest: RenderedManifest;
  /** Where the log stands that this is up to. */
  readonly upTo: { readonly revision: number; readonly log: string };
  /** Files written; none when nothing had to go. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What follows the pages is in the tree, as far as it got. */
export interface FollowedWord {
  readonly said: 'followed';
  /** What was brought up to the pages; absent when nothing was. */
  readonly companion?: string;
  readonly manifest: RenderedManifest;
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** True when nothing is lacking: then nothing was changed either. */
  readonly isDone: boolean;
  readonly seconds: number;
  readonly rssMb: number;
}

export type RendererWord =
  | FollowedWord
  | WithdrawnWord
  /** The code is loaded. */
  | {
      readonly said: 'ready';
      readonly version: string;
      readonly seconds: number;
      readonly rssMb: number;
      /** What the store on disk holds back, from before. */
      readonly quarantined?: readonly QuarantinedVersion[];
    }
  | { readonly said: 'progress'; readonly text: string }
  | RenderedWord
  /** The live tree already shows what is published. */
  | {
      readonly said: 'unchanged';
      readonly revision: number;
      readonly log: string;
      readonly quarantined: readonly QuarantinedVersion[];
    }
  /** `temporary`: the CMS is away, or `tree` is needed anew; trying again may help. */
  | {
      readonly said: 'failed';
      readonly temporary: boolean;
      readonly message: string;
      /** Which of those that follow the pages failed. */
      readonly companion?: string;
    };
