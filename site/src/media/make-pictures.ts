import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '@samleng/shared';
import { writeFileAtomically } from '../content/files.ts';
import type { Fault } from '../content/quarantine.ts';
import { TemporaryError, type Retry } from '../content/retry.ts';
import { derive } from './derive.ts';
import { MissingError, readOriginal } from './original.ts';
import { filesOf, mediaFolder, recordFile, type Picture } from './picture.ts';
import { keepRecord, recover } from './recover.ts';
import { usedPictures, type PictureUse } from './used-pictures.ts';

/** Pictures worked on at a time. */
const workers = 2;

export interface MadePictures {
  /** Originals read, for those who count. */
  readonly fetched: number;
  /** Pictures encoded; all others were there already. */
  readonly encoded: number;
  /** What is wrong with the pictures of which versions, by name of version. */
  readonly broken: ReadonlyMap<string, Fault>;
}

/**
 * Makes sure that every picture of some documents exists in every size it is shown in. What was made
 * before, for the same version of the same original by the same recipe, is taken from the cache.
 * @param pictures where they are put, by `pictureKey`; those that are there with all files are left alone.
 * @throws TemporaryError when an original could not be read just now.
 */
export async function makePictures(
  documents: readonly Document[],
  pictures: Map<string, Picture>,
  retry?: Retry,
): Promise<MadePictures> {
  const missing: PictureUse[] = [];
  const broken = new Map<string, Fault>();
  for (const use of usedPictures(documents)) {
    if (isWhole(pictures.get(use.key))) continue;
    const picture = fromCache(use.key);
    if (picture) pictures.set(use.key, picture);
    else missing.push(use);
  }
  const originals = [...Map.groupBy(missing, ({ media }) => `${media.url} ${media.version}`).values()];
  const waiting = originals.values();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const uses of waiting) {
        const fault = await makeFrom(uses, pictures, retry);
        if (fault) for (const name of uses.flatMap(({ versions }) => versions)) broken.set(name, fault);
      }
    }),
  );
  return { fetched: originals.length, encoded: missing.length, broken };
}

/** Returns what is wrong with an original that cannot be used. */
async function makeFrom(
  uses: readonly PictureUse[],
  pictures: Map<string, Picture>,
  retry?: Retry,
): Promise<Fault | undefined> {
  const [first] = uses;
  if (!first) return undefined;
  try {
    const original = await readOriginal(first.media, retry);
    for (const { key, role } of uses) pictures.set(key, toCache(key, await derive(original, role)));
    return undefined;
  } catch (error) {
    if (error instanceof TemporaryError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const what = `The picture ${first.media.url} of ${first.where}`;
    if (error instanceof MissingError)
      return {
        missing: true,
        reason: `${what} is missing: ${why}. Put the file back into DATA_DIR/uploads, or replace it in the media library and publish again.`,
      };
    return {
      reason: `${what} cannot be used: ${why}. Replace it in the media library and publish again.`,
    };
  }
}

function fromCache(key: string): Picture | undefined {
  const record = recordFile(key);
  if (!existsSync(record)) return recover(key);
  const picture = JSON.parse(readFileSync(record, 'utf8')) as Picture;
  return isWhole(picture) ? picture : recover(key);
}

/** Whether all files of a picture are in the cache: with a document that is taken down, its files go. */
function isWhole(picture: Picture | undefined): boolean {
  return picture !== undefined && filesOf(picture).every((file) => existsSync(derivative(file)));
}

/** Files first, then the record that names them: a record's files always exist. */
function toCache(key: string, { picture, files }: Awaited<ReturnType<typeof derive>>): Picture {
  for (const [name, bytes] of files) {
    if (!existsSync(derivative(name))) writeFileAtomically(derivative(name), bytes);
  }
  writeFileAtomically(recordFile(key), JSON.stringify(picture));
  keepRecord(key, picture);
  return picture;
}

/** Where the cache keeps a file that pages name as `/media/<name>`. */
export function derivative(name: string): string {
  return join(mediaFolder(), 'files', name);
}
