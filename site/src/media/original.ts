import { readFileSync } from 'node:fs';
import { exampleMediaFolder } from '@samleng/shared/examples';
import {
  defaultRetry,
  reasonOf,
  retrying,
  TemporaryError,
  temporaryStatus,
  type Retry,
} from '../content/retry.ts';
import { cmsInternalUrl, usesExamples } from '../environment.ts';
import type { Media } from './picture.ts';

/** Larger originals are refused: nobody uploads such a picture on purpose. Bytes. */
const largest = 60 * 1024 * 1024;

/** Reading may take this long. Milliseconds. */
const patience = 120_000;

/**
 * The original of a picture, from the CMS or from the examples.
 * @throws TemporaryError when the CMS could not be reached after all attempts.
 * @throws Error when there is no such file, or it is too large.
 */
export async function readOriginal({ url }: Media, retry: Retry = defaultRetry): Promise<Buffer> {
  if (usesExamples()) return readFileSync(new URL(url.split('/').at(-1) ?? '', exampleMediaFolder));
  const address = new URL(url, `${cmsInternalUrl()}/`).href;
  return retrying(retry, () => fetchOnce(address));
}

async function fetchOnce(address: string): Promise<Buffer> {
  let response: Response;
  let bytes: Buffer;
  try {
    response = await fetch(address, { headers: tokenFor(address), signal: AbortSignal.timeout(patience) });
    if (response.ok && Number(response.headers.get('content-length') ?? 0) > largest)
      throw new TooLargeError();
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof TooLargeError) throw error;
    throw new TemporaryError(`${address} could not be read: ${reasonOf(error)}.`, { cause: error });
  }
  // Nobody's document is to blame for that, so none is put aside.
  if (response.status === 401 || response.status === 403) {
    throw new TemporaryError(
      `The CMS does not open ${address} to CMS_TOKEN (${response.status}). Give site and CMS the same CMS_TOKEN, and both the same version.`,
    );
  }
  const temporary = temporaryStatus(response, address);
  if (temporary) throw temporary;
  if (response.status === 404 || response.status === 410)
    throw new MissingError(`the CMS answers ${response.status} for ${address}`);
  if (!response.ok) throw new Error(`the CMS answers ${response.status} for ${address}`);
  if (bytes.length > largest) throw new TooLargeError();
  return bytes;
}

/** Originals are not public. The token goes to the CMS alone, wherever an address may lead. */
function tokenFor(address: string): Record<string, string> {
  const token = process.env.CMS_TOKEN;
  return token && new URL(address).origin === new URL(cmsInternalUrl()).origin
    ? { authorization: `Bearer ${token}` }
    : {};
}

/** The media library names a file that isn't there: no editor can mend that, and it may come back. */
export class MissingError extends Error {}

class TooLargeError extends Error {
  constructor() {
    super(`the file is larger than ${largest / 1024 / 1024} MB`);
  }
}
