import { join } from 'node:path';
import { Failure } from '../cli.ts';
import { tryLock, type Lock } from '../lock.ts';
import { publisherLock } from '../publisher/local-target.ts';

/**
 * The lock of the one CMS that works on a data folder; undefined when another holds it. It writes its own
 * hook and its own tokens into the database as it boots, so a second one would change the first one's.
 */
function cmsLock(dataDir: string): Lock | undefined {
  return tryLock(join(dataDir, 'database/cms.lock'));
}

/**
 * Takes the lock for a CMS, before anything of it boots. The system takes it back when the process ends.
 * @throws Failure when another CMS works on the data folder.
 */
export function lockCms(dataDir: string): Lock {
  const lock = cmsLock(dataDir);
  if (lock) return lock;
  throw inUse('CMS', dataDir);
}

/**
 * Makes sure that no other Samleng works on a data folder, before minutes are spent or anything is changed.
 * Each role still takes its own lock as it starts.
 * @throws Failure saying which part runs there.
 */
export function checkUnused(dataDir: string): void {
  for (const [part, take] of [
    ['CMS', cmsLock],
    ['publisher', publisherLock],
  ] as const) {
    const lock = take(dataDir);
    if (!lock) throw inUse(part, dataDir);
    lock.release();
  }
}

function inUse(part: string, dataDir: string): Failure {
  return new Failure(
    `Another ${part} already works on ${dataDir}. End it, or give this Samleng a folder of its own: DATA_DIR.`,
  );
}
