import type { ContentType, Locale } from '@samleng/shared';

/** A published version that the site cannot show. The version before it, if there was one, stays. */
export interface Quarantined {
  readonly type: ContentType;
  readonly documentId: string;
  readonly locale: Locale;
  /** What is wrong with it, in a sentence. */
  readonly reason: string;
  /** When it was found, ISO 8601. */
  readonly at: string;
  /** A file that it shows is gone from the CMS; it may come back without a word in the log. */
  readonly missing?: true;
}

/** What is wrong with a version. */
export type Fault = Pick<Quarantined, 'reason' | 'missing'>;

/** The name of one version: `article abc km`. */
export function nameOfVersion({
  type,
  documentId,
  locale,
}: {
  readonly type: string;
  readonly documentId: string;
  readonly locale: string;
}): string {
  return `${type} ${documentId} ${locale}`;
}
