/** So much longer is the long text. */
const factor = 10;

const rounds = 8;

/** What is over so soon holds up nobody, and says nothing. Milliseconds. */
const noTime = 3;

/**
 * How many times longer a long text takes than ten short ones that are together as long: about 1 where
 * the time grows with the length, about 10 where each sign looks at all others. Both are timed by turns
 * and the best of each counts, so that whatever else the machine does meets both alike.
 * @param enough at so little no more is tried.
 */
export function timeGrowth(read: (text: string) => unknown, piece: string, enough: number): number {
  const length = 6000;
  const text = piece.repeat(Math.ceil((length * factor) / piece.length));
  const short = text.slice(0, length);
  let [few, many] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round += 1) {
    many = Math.min(
      many,
      timeOf(() => read(text)),
    );
    if (many <= noTime) return 1;
    few = Math.min(
      few,
      timeOf(() => {
        for (let count = 0; count < factor; count += 1) read(short);
      }),
    );
    if (many / few <= enough) break;
  }
  return many / few;
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
