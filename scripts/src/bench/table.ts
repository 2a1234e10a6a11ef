import type { Measurement } from './measure.ts';
import type { Series } from './series.ts';

/** What `--json` writes: one size, medians alone. */
export function toJson({ documents, pulls, builds, publishing }: Measurement) {
  return {
    documents,
    pages: builds.pages,
    pullPerSecond: round(pulls.feed.median, 0),
    restPullPerSecond: round(pulls.rest.median, 0),
    cleanBuildSeconds: round(builds.clean.median, 3),
    peakRssMb: round(builds.peakRss.median, 0),
    publishToLiveSeconds: round(publishing.publish.median, 4),
    renameToLiveSeconds: round(publishing.rename.median, 4),
    unpublishToLiveSeconds: round(publishing.unpublish.median, 4),
    hugoSeconds: builds.hugo ? round(builds.hugo.seconds.median, 3) : null,
  };
}

/** A table for people: what was measured down, sizes across, `median (least–most)`. */
export function toTable(measurements: readonly Measurement[]): string {
  const row = (title: string, cell: (measurement: Measurement) => string) => [
    title,
    ...measurements.map(cell),
  ];
  const rows = [
    row('documents, each in two languages', ({ documents }) => String(documents)),
    row('pages', ({ builds }) => String(builds.pages)),
    row('pages by Hugo', ({ builds }) => String(builds.hugo?.pages ?? '–')),
    row('full pull, versions/s', ({ pulls }) => cellOf(pulls.feed, 0)),
    row('stock REST, versions/s', ({ pulls }) => cellOf(pulls.rest, 0)),
    row('  pull / REST', ({ pulls }) => ratio(pulls.feed.median, pulls.rest.median)),
    row('clean build, s', ({ builds }) => cellOf(builds.clean, 1)),
    row('  its peak RSS, MB', ({ builds }) => cellOf(builds.peakRss, 0)),
    row('Hugo, s', ({ builds }) => (builds.hugo ? cellOf(builds.hugo.seconds, 1) : '–')),
    row('  clean build / Hugo', ({ builds }) => ratio(builds.clean.median, builds.hugo?.seconds.median)),
    row('publish → live, s', ({ publishing }) => cellOf(publishing.publish, 3)),
    row('  publish / Hugo', ({ builds, publishing }) =>
      ratio(publishing.publish.median, builds.hugo?.seconds.median),
    ),
    row('rename of a topic → live, s', ({ publishing }) => cellOf(publishing.rename, 3)),
    row('unpublish → live, s', ({ publishing }) => cellOf(publishing.unpublish, 3)),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd(),
  );
  return [...lines, ...growth(measurements)].join('\n');
}

/** How publishing grows with the size, where two sizes of a kind were measured. */
function growth(measurements: readonly Measurement[]): string[] {
  const [small, large] = [5000, 20_000].map((size) =>
    measurements.find(({ documents }) => documents === size),
  );
  if (!small || !large) return [];
  const { publish } = large.publishing;
  return [
    `publish → live at ${large.builds.pages} pages is ${ratio(publish.median, small.publishing.publish.median)} times what it is at ${small.builds.pages}.`,
  ];
}

function cellOf({ median, min, max }: Series, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

function ratio(one: number, other: number | undefined): string {
  return other ? (one / other).toFixed(2) : '–';
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
