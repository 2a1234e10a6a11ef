import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../content/files.ts';
import { dataFolder } from '../environment.ts';
import { filesOf, mediaFolder, recordFile, type Picture } from './picture.ts';

// The cache of pictures may be deleted, and the originals may be gone by then. What readers still get from
// the live release must not vanish for that.

/** Remembers, beside the page index, which files a picture has: the live release holds the files alone. */
export function keepRecord(key: string, picture: Picture): void {
  writeFileAtomically(keptRecord(key), JSON.stringify(picture));
}

/** Brings a picture back into the cache from the live release; undefined where that lacks any of it. */
export function recover(key: string): Picture | undefined {
  const record = [recordFile(key), keptRecord(key)].find((file) => existsSync(file));
  if (!record) return undefined;
  const picture = JSON.parse(readFileSync(record, 'utf8')) as Picture;
  const live = join(dataFolder(), 'current', 'media');
  const cache = join(mediaFolder(), 'files');
  const lost = filesOf(picture).filter((file) => !existsSync(join(cache, file)));
  if (!lost.every((file) => isUnharmed(live, file))) return undefined;
  mkdirSync(cache, { recursive: true });
  for (const file of new Set(lost)) {
    try {
      linkSync(join(live, file), join(cache, file));
    } catch {
      // Another disk, or a file system without hard links.
      copyFileSync(join(live, file), join(cache, file));
    }
  }
  writeFileAtomically(recordFile(key), JSON.stringify(picture));
  return picture;
}

/** Whether a file is there and holds the bytes that its name was made from: a damaged one must not come back. */
function isUnharmed(folder: string, name: string): boolean {
  const file = join(folder, name);
  return (
    existsSync(file) &&
    name.startsWith(createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 20))
  );
}

function keptRecord(key: string): string {
  return join(dataFolder(), 'renderer', 'pictures', `${key}.json`);
}
