import type { Companion } from './companion.ts';

/** All that comes a moment after the pages, in this order. */
export function makeCompanions(_onProgress: (message: string) => void): Companion[] {
  return [];
}
