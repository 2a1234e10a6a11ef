import { readingOf, watch, type Reader } from '../../src/content/reads.ts';

/** Computes something, and tells from then on whether anything that it read has changed. */
export function watched<T>(compute: () => T): { readonly value: T; readonly reader: Readonly<Reader> } {
  const { value, cells } = readingOf(compute);
  const reader: Reader = { isStale: false };
  watch(reader, cells);
  return { value, reader };
}
