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

/** The neighbours of a value, and how far somebody looked. */
interface Surroundings {
  readonly cell: Cell;
  before: number;
  after: number;
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
  readonly #surroundings = new Map<T, Surroundings>();
  /** The farthest that anybody looked from a value. */
  #farthest = 0;

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

  /**
   * Up to so many values before and after one of the list, the nearest first; noted as read, and
   * nothing else. None where the list does not hold the value.
   */
  readAround(value: T, before: number, after: number): { readonly before: T[]; readonly after: T[] } {
    const seen = this.#surroundings.get(value) ?? { cell: new Cell(), before: 0, after: 0 };
    seen.before = Math.max(seen.before, before);
    seen.after = Math.max(seen.after, after);
    this.#surroundings.set(value, seen);
    this.#farthest = Math.max(this.#farthest, before, after);
    note(seen.cell);
    const place = this.#placeOf(value);
    if (this.#values[place] !== value) return { before: [], after: [] };
    return {
      before: this.#values.slice(Math.max(0, place - before), place).reverse(),
      after: this.#values.slice(place + 1, place + 1 + after),
    };
  }

  add(value: T): void {
    const place = this.#placeOf(value);
    this.#touchAround(place);
    this.#values.splice(place, 0, value);
    this.#touchAt(value);
    touch(this.#whole);
  }

  /** Removes a value as it was put in; no effect when it isn't there. */
  remove(value: T): void {
    const place = this.#placeOf(value);
    if (this.#values[place] !== value) return;
    this.#touchAt(value);
    this.#surroundings.delete(value);
    this.#values.splice(place, 1);
    this.#touchAround(place);
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

  /** Tells those who look as far as a place in which something comes or goes. */
  #touchAround(place: number): void {
    const from = Math.max(0, place - this.#farthest);
    const to = Math.min(this.#values.length, place + this.#farthest);
    for (let index = from; index < to; index += 1) {
      const seen = this.#surroundings.get(this.#values[index] as T);
      if (seen && (index < place ? place - index <= seen.after : index - place < seen.before))
        touch(seen.cell);
    }
  }

  #touchAt(value: T): void {
    const seen = this.#surroundings.get(value);
    if (seen) touch(seen.cell);
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
