import { Failure } from './cli.ts';
import { clearHold, readHold, writeHold, type Hold } from './publisher/hold.ts';
import { stateOf } from './release-retention.ts';
import { writeRolledBack } from './release-rolled-back.ts';
import type { Release, ReleaseStore } from './release-store.ts';

/**
 * Shows readers an older release and holds there, until `endRollback`. What was live, and what lies
 * between, is passed over by the next rollback that names none.
 * @param id which one; unless told the newest that is older than the live one, shows other content or
 *   was made by other code, and was not rolled back from. Where that is live already, it stays.
 * @throws Failure when there is none.
 */
export function rollBack(store: ReleaseStore, dataDir: string, id?: string): Release {
  const releases = store.list();
  const live = releases.findIndex((release) => release.live);
  const wanted = releases.find((release, index) =>
    id === undefined ? index > live && isBetter(release, releases[live]) : release.id === id,
  );
  if (!wanted && id !== undefined)
    throw new Failure(`There is no release ${id}. \`pnpm releases\` lists those that are kept.`);
  if (!wanted || live < 0)
    throw new Failure(
      'There is no release before the live one that shows something else and was not rolled back from. ' +
        'Nothing was changed; `pnpm rollback ID` goes to any that `pnpm releases` lists.',
    );
  const passed = releases.slice(live, releases.indexOf(wanted));
  writeRolledBack(
    dataDir,
    releases
      .filter((each) => (each.rolledBack || passed.includes(each)) && stateOf(each) !== stateOf(wanted))
      .map((each) => each.id),
  );
  // First the hold: killed in between, the publisher ends what was begun instead of publishing over it.
  writeHold(dataDir, { kind: 'rollback', release: wanted.id, at: new Date().toISOString() });
  store.switchTo(wanted.id);
  return { ...wanted, live: true, rolledBack: false };
}

/** The search index and the share images follow a publish as releases that show the same pages. */
function isBetter(release: Release, live: Release | undefined): boolean {
  return live !== undefined && !release.rolledBack && stateOf(release) !== stateOf(live);
}

/** What a rollback did, for people. */
export function tellRollback({ id, revision, builtAt }: Release): string {
  return (
    `Live: ${id}, revision ${revision}, built ${builtAt}. ` +
    'Nothing newer goes live until `pnpm rollback --end`.'
  );
}

/** Lets publishing go on. @returns false when nothing was rolled back. */
export function endRollback(dataDir: string): boolean {
  if (readHold(dataDir)?.kind !== 'rollback') return false;
  clearHold(dataDir);
  return true;
}

/**
 * Ends what a killed process began: the release that is held becomes live. A hold whose release is
 * gone is no hold any more.
 * @returns what holds now.
 */
export function resumeHold(store: ReleaseStore, dataDir: string): Hold | undefined {
  const hold = readHold(dataDir);
  if (hold?.kind !== 'rollback') return hold;
  const held = store.list().find(({ id }) => id === hold.release);
  if (!held) {
    clearHold(dataDir);
    return undefined;
  }
  if (!held.live) store.switchTo(held.id);
  return hold;
}
