import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { TemporaryError } from './retry.ts';

const busy = 5; // SQLITE_BUSY

/**
 * Does something while no other process does so in the same folder. SQLite's lock is the operating
 * system's: it ends with the process that holds it, so no crash can leave it behind.
 * @param patience how long to wait for the others. Milliseconds.
 * @throws TemporaryError when the others take longer.
 */
export async function withLock<T>(
  folder: string,
  work: () => Promise<T>,
  { patience = 900_000, onWait }: { patience?: number; onWait?: () => void } = {},
): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    const deadline = performance.now() + patience;
    for (let waited = 0; !isTaken(database); waited++) {
      if (waited === 0) onWait?.();
      if (performance.now() > deadline)
        throw new TemporaryError(`Another process has held ${folder} for too long.`);
      await sleep(100);
    }
    return await work();
  } finally {
    database.close();
  }
}

function isTaken(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === busy) return false;
    throw error;
  }
}
