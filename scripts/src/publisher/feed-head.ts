import { feedMediaType, parseFeedLine } from '@samleng/shared';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Failure, messageOf } from '../cli.ts';

/** Where the publication log stands. */
export interface Head {
  readonly revision: number;
  readonly log: string;
}

/** The CMS cannot be asked just now; asking again later is all there is to do. */
export class CmsAway extends Failure {}

export interface FeedAddress {
  readonly cmsUrl: string;
  readonly token: string;
}

/**
 * Asks the CMS where its publication log stands. Only the feed's trailer matters here; with `since`
 * the feed holds little else.
 * @param since the revision that is live, with the log it belongs to where that is known.
 * @throws CmsAway when it does not answer; Failure when it answers no.
 */
export async function askHead(
  address: FeedAddress,
  since: { revision: number; log?: string; mark?: string } = { revision: 0 },
  signal?: AbortSignal,
): Promise<Head> {
  const query = new URLSearchParams({ since: String(since.revision) });
  if (since.log !== undefined) query.set('log', since.log);
  // By it the CMS finds out that its database was put back, even where the numbers have caught up.
  if (since.mark !== undefined) query.set('mark', since.mark);
  const response = await request(address, `/api/feed?${query}`, signal);
  // Another log, or one that was put back to an earlier state: what is live there means nothing here.
  if (response.status === 409 && since.revision > 0) {
    await response.body?.cancel();
    return askHead(address, { revision: 0 }, signal);
  }
  await refuse(response, address);
  return readTrailer(response, address);
}

async function request({ cmsUrl, token }: FeedAddress, path: string, signal?: AbortSignal) {
  const timeout = AbortSignal.timeout(60_000);
  try {
    return await fetch(cmsUrl + path, {
      headers: { authorization: `Bearer ${token}`, accept: feedMediaType },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    throw new CmsAway(`The CMS at ${cmsUrl} does not answer: ${messageOf(error)}.`);
  }
}

async function refuse(response: Response, { cmsUrl }: FeedAddress): Promise<void> {
  if (response.ok) return;
  await response.body?.cancel();
  const { status } = response;
  if (status >= 500 || status === 429) throw new CmsAway(`The CMS at ${cmsUrl} answers ${status}.`);
  const remedy =
    status === 401 || status === 403
      ? 'CMS_TOKEN is not the token that the CMS knows: give both the same .env and restart the CMS.'
      : 'Check that CMS_URL names the Samleng CMS.';
  throw new Failure(`The CMS at ${cmsUrl} refuses the content feed (${status}). ${remedy}`);
}

async function readTrailer(response: Response, { cmsUrl }: FeedAddress): Promise<Head> {
  let last = '';
  try {
    if (response.body)
      for await (const line of createInterface({ input: Readable.fromWeb(response.body) }))
        last = line || last;
  } catch (error) {
    throw new CmsAway(`The content feed of ${cmsUrl} broke off: ${messageOf(error)}.`);
  }
  // Lines before the last are the build's business; a broken one must not hide where the log stands.
  const trailer = last.includes('"trailer"') ? parseFeedLine(last) : undefined;
  if (trailer?.type !== 'trailer')
    throw new CmsAway(`The content feed of ${cmsUrl} ended without its trailer.`);
  return { revision: trailer.revision, log: trailer.log };
}
