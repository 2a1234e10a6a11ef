import type { Manifest } from './release-store.ts';

/** A release, as far as keeping it is concerned. */
export interface Aged extends Manifest {
  readonly id: string;
}

/**
 * Names what a release shows: which content, rendered by which code. What follows the pages (search
 * index, share images) goes live in releases of their own that show the same.
 */
export function stateOf({ revision, version, log = '' }: Manifest): string {
  return `${revision} ${version} ${log}`;
}

/** Beyond a week nobody cares which of two old states is the older one. Milliseconds. */
const horizon = 7 * 24 * 3_600_000;

/** The live release and the last one that shows something else stay, whatever is asked for. */
export const fewest = 2;

/**
 * Names the releases to give up, first those that a newer one of the same state has followed: they
 * count as one. Then the one that is missed least: the one closest in time to another that stays. So a
 * burst of publishes does not push out yesterday's state.
 * @param keep how many stay.
 * @param always these stay in any case, and count.
 * @param now milliseconds since 1970.
 */
export function surplus(
  releases: readonly Aged[],
  keep: number,
  always: readonly string[],
  now = Date.now(),
): string[] {
  const left = releases
    .map((release) => ({
      id: release.id,
      time: Math.max(Date.parse(release.builtAt), now - horizon),
      builtAt: release.builtAt,
      state: stateOf(release),
    }))
    .sort((a, b) => a.time - b.time || (a.builtAt < b.builtAt ? -1 : 1));
  const given: string[] = [];
  while (left.length > Math.max(keep, fewest)) {
    let least: { index: number; loss: number; hole: number } | undefined;
    for (const [index, { id, time, state }] of left.entries()) {
      if (always.includes(id)) continue;
      const isFollowed = left.slice(index + 1).some((each) => each.state === state);
      const before = time - (left[index - 1]?.time ?? -Infinity);
      const after = (left[index + 1]?.time ?? Infinity) - time;
      const loss = isFollowed ? -1 : Math.min(before, after);
      const hole = index === 0 ? after : before + after;
      if (!least || loss < least.loss || (loss === least.loss && hole < least.hole))
        least = { index, loss, hole };
    }
    if (!least) break;
    given.push(...left.splice(least.index, 1).map(({ id }) => id));
  }
  return given;
}
