import { type PublisherStatus, publisherStatus, releaseManifest, releasePath } from '@samleng/shared';
import type { Core } from '@strapi/strapi';
import { environment } from '../environment';
import { type LogPoint, markOf } from '../publication/log';
import { fetchJson } from './fetch-json';

/** What the live site states of itself; `away` when it does not, `none` before its first release. */
export type LiveSite = { readonly revision: number; readonly builtAt: string } & Pick<
  LogPoint,
  'log' | 'mark'
>;

/** All that is known from outside of this process. */
export interface Outside {
  readonly site: LiveSite | 'away' | 'none';
  /** Undefined when no publisher answers. */
  readonly publisher: PublisherStatus | undefined;
}

/** Asks the live site what it shows, and the publisher what is under way. */
export async function lookOutside(strapi: Core.Strapi): Promise<Outside> {
  const { siteUrl, publisherUrl } = environment();
  const [release, status] = await Promise.all([
    fetchJson(siteUrl + releasePath),
    fetchJson(`${publisherUrl}/status`),
  ]);
  const publisher = status.ok ? publisherStatus.safeParse(status.value).data : undefined;
  if (!release.ok) {
    // A static server without a release may refuse everything; then the publisher knows that there is none.
    return { site: publisher?.live === null && publisher.target === 'local' ? 'none' : 'away', publisher };
  }
  if (release.value === undefined) return { site: 'none', publisher };
  const { log, mark, revision, builtAt } = releaseManifest.safeParse(release.value).data ?? {};
  if (revision === undefined || builtAt === undefined) return { site: 'away', publisher };
  // What a database held before it was put back is another log's, under whichever name.
  const isOurs = mark === undefined || mark === (await markOf(strapi, revision));
  return { site: isOurs ? { revision, builtAt, log, mark } : { revision, builtAt }, publisher };
}
