/** What a new release does to the pages that readers can open. */
export interface Pages {
  /** Pages of the live release. */
  readonly pagesBefore: number;
  /** Pages of the new one. */
  readonly pagesAfter: number;
  /** Pages of the live release that the new one lacks. */
  readonly lost: number;
  /** Of those lost, how many somebody took back: the log has a tombstone for each. */
  readonly withdrawn: number;
}

/** This part of all pages may vanish unexplained before a release is held back … */
const part = 0.1;
/** … and so many, however small the site is. */
const least = 2;

/**
 * Judges whether a release loses pages that nobody took back: a feed cut short, a store half read.
 * @returns the reason to hold it back; undefined when it may go live.
 */
export function judgeCollapse({ pagesBefore, pagesAfter, lost, withdrawn }: Pages): string | undefined {
  const unexplained = lost - withdrawn;
  const allowed = Math.max(least, Math.floor(pagesBefore * part));
  if (unexplained <= allowed) return undefined;
  return (
    `${unexplained} pages would vanish that nobody unpublished or deleted: the live release has ` +
    `${pagesBefore}, the new one ${pagesAfter}, and only ${withdrawn} were taken back. ` +
    'If that is meant, let it through with `pnpm redeploy --force`.'
  );
}
