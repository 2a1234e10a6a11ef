import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Lock {
  release(): void;
}

/** Open handles: a collected one would silently give its lock away. */
const held = new Set<DatabaseSync>();

/**
 * Takes a lock among processes, or answers undefined when another holds it.
 * The lock is SQLite's on an empty database, so the system takes it back the moment its holder dies,
 * however it dies: there are no stale locks to judge and no process ids to compare.
 * @param file where the lock lives; it stays behind, empty.
 */
export function tryLock(file: string): Lock | undefined {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  held.add(database);
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

/**
 * Waits for a lock.
 * @param onWait called once when somebody else holds it.
 * @param signal ends the waiting; the promise then rejects.
 */
export async function waitForLock(
  file: string,
  onWait: () => void = () => undefined,
  signal?: AbortSignal,
): Promise<Lock> {
  for (let waits = 0; ; waits += 1) {
    const lock = tryLock(file);
    if (lock) return lock;
    if (waits === 0) onWait();
    await sleep(200, undefined, { signal });
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  return code === 5 || code === 6;
}
