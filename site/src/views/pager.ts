import { listPageSize } from '@samleng/shared';

/** Where a page stands among the pages of its list. */
export interface Pager {
  readonly page: number;
  readonly pages: number;
  /** The paths of all pages, first to last. */
  readonly paths: readonly string[];
}

/** Cuts a list into pages; an empty list still has its first page. */
export function toListPages<T>(
  items: readonly T[],
  pathOf: (page: number) => string,
): { items: T[]; pager: Pager }[] {
  const pages = Math.max(1, Math.ceil(items.length / listPageSize));
  const paths = Array.from({ length: pages }, (_, index) => pathOf(index + 1));
  return paths.map((_, index) => ({
    items: items.slice(index * listPageSize, (index + 1) * listPageSize),
    pager: { page: index + 1, pages, paths },
  }));
}
