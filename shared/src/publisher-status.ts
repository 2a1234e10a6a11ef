import { z } from 'zod';

// Objects are loose: publisher and CMS may be of different ages, and what one does not know it ignores.

const revision = z.number().int().nonnegative();
/** A moment, ISO 8601. */
const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no date');

/** What a release says of itself in `/release.json`. */
export const releaseManifest = z.looseObject({
  /** The publication log's number that its content stands for. */
  revision,
  builtAt: moment,
  /** Names the code that made it. */
  version: z.string(),
  /** Names the log that `revision` belongs to, where the site states it. */
  log: z.string().optional(),
  /** Names the row of the log, see the feed's trailer. */
  mark: z.string().optional(),
});

/** What the publisher answers to `GET /status`. Holds no secrets. */
export const publisherStatus = z.looseObject({
  /** `held`: a guard holds a release back, or the site is rolled back. */
  state: z.enum(['idle', 'building', 'waiting', 'held']),
  target: z.enum(['local', 'github']),
  building: z.looseObject({ since: moment, reason: z.string(), revision }).nullable(),
  /** The search index and share images are being brought up to the live pages. */
  following: z.looseObject({ since: moment }).nullable().default(null),
  /** Something was asked for while it builds. */
  queued: z.boolean(),
  /** The CMS's log as last seen. */
  log: z.looseObject({ revision, log: z.string() }).nullable(),
  live: releaseManifest.nullable(),
  /** The releases that are kept, newest first; only where they are made here. */
  releases: z.array(releaseManifest.extend({ id: z.string(), live: z.boolean() })).optional(),
  /** `away`: the CMS does not answer; `incomplete`: files are missing there; `failed`: anything else. */
  error: z
    .looseObject({
      kind: z.enum(['failed', 'away', 'incomplete']),
      message: z.string(),
      at: moment,
      retryAt: moment,
    })
    .nullable(),
  /** `guard`: a release is held back; `rollback`: an operator keeps an older one live. */
  hold: z
    .looseObject({
      kind: z.enum(['guard', 'rollback']),
      message: z.string(),
      at: moment,
      release: z.string().optional(),
    })
    .nullable()
    .default(null),
  /** Published documents that the site could not take in; their last good version, if any, stays live. */
  quarantined: z
    .array(
      z.looseObject({
        type: z.string(),
        documentId: z.string(),
        locale: z.string(),
        reason: z.string(),
        at: moment,
      }),
    )
    .default([]),
  /** What should have followed the pages by now and cannot be made: the search index, the share images. */
  deferred: z
    .array(z.looseObject({ name: z.string(), message: z.string(), at: moment, retryAt: moment }))
    .default([]),
  /** The run elsewhere that was asked for; only of the GitHub target. */
  remote: z
    .looseObject({
      state: z.enum(['dispatched', 'running', 'failed']),
      since: moment,
      revision,
      url: z.string().optional(),
      message: z.string().optional(),
    })
    .nullable()
    .default(null),
  /** Copies of the live tree that are being prepared for the next publishes. */
  pool: z.looseObject({ pending: z.number() }).optional(),
  /** The process that keeps the site's renderer warm. */
  renderer: z
    .looseObject({
      state: z.enum(['starting', 'ready', 'rendering', 'off']),
      pages: z.number(),
      rssMb: z.number(),
    })
    .optional(),
});

export type ReleaseManifest = z.infer<typeof releaseManifest>;
export type PublisherStatus = z.infer<typeof publisherStatus>;
