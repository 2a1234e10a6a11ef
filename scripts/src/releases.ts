import { Failure, runCommand, say } from './cli.ts';
import { loadEnvironment } from './environment.ts';
import { readHold, tellHold } from './publisher/hold.ts';
import { stateOf } from './release-retention.ts';
import { uniqueSizes, type Found } from './release-search.ts';
import { ReleaseStore, type Release } from './release-store.ts';

const help = `
pnpm releases [--containing TEXT] [--remove [ID…]] [--json]

Lists the releases kept in DATA_DIR, newest first: which one is live, the revision of the content it
shows, when it was built and by which version of the code, and how much disk no other release shares.
A publish is followed by releases of the same pages, for the search index and the share images: a
rollback counts them as one, and the older of them are given up first.

  --containing TEXT   only those with TEXT in a path or in a file, as it is written; capitals count
  --remove ID…        removes these releases for good
  --remove            with --containing: removes all that contain TEXT, for a takedown. The live one is
                      never removed: unpublish first, so that the live release does not contain it
  --json              for programs

Whatever removes releases leaves uploads, backups and the CMS alone.
`;

await runCommand({
  help,
  options: { containing: { type: 'string' }, remove: { type: 'boolean' }, json: { type: 'boolean' } },
  positionals: true,
  async run({ containing, remove, json }, ids) {
    const { dataDir } = loadEnvironment();
    const store = new ReleaseStore(dataDir);
    if (ids.length > 0 && !remove)
      throw new Failure(`What about ${ids.join(', ')}? Say --remove, or run it with --help.`, 2);
    if (ids.length > 0 && containing !== undefined)
      throw new Failure('Either name releases, or choose them by --containing.', 2);
    if (containing === '') throw new Failure('Give --containing a text: every release contains nothing.', 2);
    const found = containing === undefined ? undefined : store.containing(containing);
    if (remove) return removeAll(store, chosen(store, ids, found), json === true);
    const all = store.list();
    const sizes = uniqueSizes(
      store.folder,
      all.map(({ id }) => id),
    );
    const places = new Map(found?.map(({ id, paths }) => [id, paths]));
    const shown = all
      .filter(({ id }) => !found || places.has(id))
      .map((release) => ({
        ...release,
        uniqueBytes: sizes.get(release.id) ?? 0,
        ...(found && { paths: places.get(release.id) }),
      }));
    if (json) say(JSON.stringify(shown, null, 2));
    else if (all.length === 0)
      say(`No release yet in ${dataDir}. \`pnpm start\` or \`pnpm redeploy\` makes one.`);
    else if (shown.length === 0) say(`None of ${all.length} releases contains "${containing}".`);
    else show(shown, all);
    const hold = readHold(dataDir);
    if (hold && !json) say(`\n${tellHold(hold)}`);
    return 0;
  },
});

interface Shown extends Release {
  readonly uniqueBytes: number;
  readonly paths?: readonly string[];
}

/** @param all newest first. */
function show(releases: readonly Shown[], all: readonly Release[]): void {
  const width = Math.max(...releases.map(({ id }) => id.length));
  say(`       ${'release'.padEnd(width)}  revision  built                age      own disk   code`);
  for (const release of releases) {
    const { id, live, revision, builtAt, version, uniqueBytes, paths } = release;
    const newest = all.find((each) => stateOf(each) === stateOf(release));
    const note = release.rolledBack ? '  rolled back from' : newest?.id === id ? '' : '  same pages as above';
    say(
      `${live ? 'live →' : '      '} ${id.padEnd(width)}  ${String(revision).padStart(8)}  ` +
        `${builtAt.slice(0, 19).replace('T', ' ')}  ${age(builtAt).padEnd(7)}  ` +
        `${megabytes(uniqueBytes).padStart(9)}  ${version}${note}`,
    );
    for (const path of paths?.slice(0, 5) ?? []) say(`         ${path}`);
    if (paths && paths.length > 5) say(`         … and ${paths.length - 5} more`);
  }
}

/** The releases to remove. */
function chosen(store: ReleaseStore, ids: readonly string[], found: readonly Found[] | undefined): string[] {
  if (found) return found.map(({ id }) => id);
  if (ids.length === 0) throw new Failure('Say which: --remove ID…, or --containing TEXT --remove.', 2);
  const known = new Set(store.list().map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new Failure(
      `There is no release ${unknown.join(', ')}. \`pnpm releases\` lists those that are kept.`,
    );
  return [...ids];
}

async function removeAll(store: ReleaseStore, ids: readonly string[], json: boolean): Promise<number> {
  const live = store.live()?.id;
  const removed = ids.filter((id) => id !== live);
  for (const id of removed) store.remove(id);
  await store.idle();
  if (json) say(JSON.stringify({ removed, kept: ids.filter((id) => id === live) }, null, 2));
  else say(removed.length === 0 ? 'Nothing was removed.' : `Removed: ${removed.join(', ')}.`);
  if (live === undefined || !ids.includes(live)) return 0;
  throw new Failure(
    `${live} is live and was not removed. Unpublish what it must not show, wait until that is live, and run this again.`,
  );
}

function age(builtAt: string): string {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(builtAt)) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
