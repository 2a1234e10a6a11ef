/** The figures of one measurement, repeated. */
export interface Series {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values one or more figures, in any order. */
export function toSeries(values: readonly number[]): Series {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  if (low === undefined || high === undefined) throw new Error('Nothing was measured.');
  return { median: (low + high) / 2, min: sorted[0] ?? low, max: sorted.at(-1) ?? high };
}
