import { readdirSync } from 'node:fs';

/**
 * How many HTML files a static tree holds.
 * @param isPage tells which of them count; all by default.
 */
export function countPages(tree: string, isPage: (path: string) => boolean = () => true): number {
  const files = readdirSync(tree, { recursive: true, encoding: 'utf8' });
  return files.filter((path) => path.endsWith('.html') && isPage(path)).length;
}
