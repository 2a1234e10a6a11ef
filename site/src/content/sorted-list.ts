import { Cell, note, touch } from './reads.ts';

/** Some order in which no two different values are equal. */
export type Order<T> = (a: T, b: T) => number;

/** Some neighbours of a list, and what they were when somebody last looked. */
interface Slice<T> {
  readonly from: number;
  readonly to: number;
  readonly cell: Cell;
  values: readonly T[];
}

/** Whether a list is that long, and what the answer was. */
interface Mark {
  readonly cell: Cell;
  reached: boolean;
}

/**
 * A list that stays in order while single values come and go. What readers take of it is noted: the
 * whole, or a slice, which changes only when one of its own values does.
 */
export class SortedList<T> {
  readonly #order: Order<T>;
  readonly #values: T[];
  readonly #whole = new Cell();
  readonly #slices = new Map<string, Slice<T>>();
  readonly #marks = new Map<number, Mark>();

  /** @param values in any order; the list takes them over. */
  constructor(order: Order<T>, values: T[] = []) {
    this.#order = order;
    this.#values = values.sort(order);
  }

  /** All values in order, noted as read. */
  read(): readonly T[] {
    note(this.#whole);
    return this.#values;
  }

  /** Some values in order, counted from the end, so that what comes in front moves none of them. */
  readSlice(from: number, to: number): readonly T[] {
    const name = `${from} ${to}`;
    const slice = this.#slices.get(name) ?? { from, to, cell: new Cell(), values: this.#slice(from, to) };
    this.#slices.set(name, slice);
    note(slice.cell);
    return slice.values;
  }

  /** Whether there are that many values. */
  hasAtLeast(count: number): boolean {
    const mark = this.#marks.get(count) ?? { cell: new Cell(), reached: this.#values.length >= count };
    this.#marks.set(count, mark);
    note(mark.cell);
    return mark.reached;
  }

  add(value: T): void {
    this.#values.splice(this.#placeOf(value), 0, value);
    touch(this.#whole);
  }

  /** Removes a value as it was put in; no effect when it isn't there. */
  remove(value: T): void {
    const place = this.#placeOf(value);
    if (this.#values[place] !== value) return;
    this.#values.splice(place, 1);
    touch(this.#whole);
  }

  /** Finds out which slices have become others, once values have come and gone. */
  settle(): void {
    for (const slice of this.#slices.values()) {
      const values = this.#slice(slice.from, slice.to);
      if (areEqual(values, slice.values)) continue;
      slice.values = values;
      touch(slice.cell);
    }
    for (const [count, mark] of this.#marks) {
      const reached = this.#values.length >= count;
      if (reached === mark.reached) continue;
      mark.reached = reached;
      touch(mark.cell);
    }
  }

  #slice(from: number, to: number): readonly T[] {
    const { length } = this.#values;
    return this.#values.slice(Math.max(0, length - to), Math.max(0, length - from));
  }

  /** The place of a value, or where it belongs. */
  #placeOf(value: T): number {
    let from = 0;
    let to = this.#values.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#order(this.#values[middle] as T, value) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** Whether two lists hold the very same values in the same order. */
export function areEqual<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
