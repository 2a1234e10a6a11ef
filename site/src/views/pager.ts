import { listPageSize, type ContentType, type PageNumber } from '@samleng/shared';
import type { Entries, Entry, Listing } from '../content/entries.ts';

/** Where a page stands among the pages of its list. */
export interface Pager {
  readonly page: PageNumber;
  readonly newer: string | null;
  readonly older: string | null;
}

/** The pages of a list, newest first. The newest page holds up to two pages' worth. */
export function pageNumbers(entries: Entries, of: Listing): PageNumber[] {
  const closed = lastClosed(entries, of);
  return ['newest', ...Array.from({ length: closed }, (_, index) => closed - index)];
}

/**
 * The entries on one page of a list, and the ways to its neighbours.
 * @param pathOf the address of a page of this list.
 */
export function toListPage<T extends ContentType>(
  entries: Entries,
  of: Listing<T>,
  page: PageNumber,
  pathOf: (page: PageNumber) => string,
): { readonly items: readonly Entry<T>[]; readonly pager: Pager } {
  const path = (number: number) => (number > 0 ? pathOf(number) : null);
  if (page === 'newest') {
    const closed = lastClosed(entries, of);
    const items = entries.slice(of, closed * listPageSize, (closed + 2) * listPageSize);
    return { items, pager: { page, newer: null, older: path(closed) } };
  }
  const items = entries.slice(of, (page - 1) * listPageSize, page * listPageSize);
  const newer = pathOf(isClosed(entries, of, page + 1) ? page + 1 : 'newest');
  return { items, pager: { page, newer, older: path(page - 1) } };
}

/** A full page closes once as many entries again have come after it. */
function isClosed(entries: Entries, of: Listing, page: number): boolean {
  return entries.hasAtLeast(of, (page + 1) * listPageSize);
}

/** How many pages are closed, found in few questions: whoever asks depends on their answers. */
function lastClosed(entries: Entries, of: Listing): number {
  let step = 1;
  while (isClosed(entries, of, step)) step *= 2;
  let closed = 0;
  for (; step >= 1; step /= 2) if (isClosed(entries, of, closed + step)) closed += step;
  return closed;
}
