/** A release, as far as keeping it is concerned. */
export interface Aged {
  readonly id: string;
  /** ISO 8601. */
  readonly builtAt: string;
}

/** Beyond a week nobody cares which of two old states is the older one. Milliseconds. */
const horizon = 7 * 24 * 3_600_000;

/** The live release and the one before it stay, whatever is asked for. */
export const fewest = 2;

/**
 * Names the releases to give up, first the one that is missed least: the one closest in time to
 * another that stays. So a burst of publishes does not push out yesterday's state.
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
    .map(({ id, builtAt }) => ({ id, time: Math.max(Date.parse(builtAt), now - horizon), builtAt }))
    .sort((a, b) => a.time - b.time || (a.builtAt < b.builtAt ? -1 : 1));
  const given: string[] = [];
  while (left.length > Math.max(keep, fewest)) {
    let least: { index: number; loss: number; hole: number } | undefined;
    for (const [index, { id, time }] of left.entries()) {
      if (always.includes(id)) continue;
      const before = time - (left[index - 1]?.time ?? -Infinity);
      const after = (left[index + 1]?.time ?? Infinity) - time;
      const loss = Math.min(before, after);
      const hole = index === 0 ? after : before + after;
      if (!least || loss < least.loss || (loss === least.loss && hole < least.hole))
        least = { index, loss, hole };
    }
    if (!least) break;
    given.push(...left.splice(least.index, 1).map(({ id }) => id));
  }
  return given;
}
