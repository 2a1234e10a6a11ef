/**
 * Pages are pure functions of what they read from the content. Whoever computes a page can have its
 * reads noted; as long as none of what was read has changed since, the page is the same.
 */

/** Somebody who has read something, and is told once it is no longer what it was. */
export interface Reader {
  isStale: boolean;
}

/** Something that pages read. */
export class Cell {
  /** Made when somebody wants to be told. */
  readers: Set<Reader> | undefined;
}

let noted: Set<Cell> | undefined;

/** Tells everybody who read through a cell that it has changed. */
export function touch(cell: Cell): void {
  if (cell.readers) for (const reader of cell.readers) reader.isStale = true;
}

/** Has a reader told when one of the cells changes. */
export function watch(reader: Reader, cells: readonly Cell[]): void {
  for (const cell of cells) (cell.readers ??= new Set()).add(reader);
}

/** Ends that. */
export function unwatch(reader: Reader, cells: readonly Cell[]): void {
  for (const cell of cells) cell.readers?.delete(reader);
}

/** Notes that something was read, for whoever is listening. */
export function note(cell: Cell): void {
  noted?.add(cell);
}

/**
 * Computes something and remembers all it read on the way. Whoever computes around it read that too.
 * @throws whatever `compute` throws; nothing is remembered then.
 */
export function readingOf<T>(compute: () => T): { readonly value: T; readonly cells: readonly Cell[] } {
  const outer = noted;
  const cells = new Set<Cell>();
  noted = cells;
  try {
    return { value: compute(), cells: [...cells] };
  } finally {
    noted = outer;
    if (outer) for (const cell of cells) outer.add(cell);
  }
}
