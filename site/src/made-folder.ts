import { join } from 'node:path';
import { dataFolder } from './environment.ts';

/** How sources name a file in the folder below: `@made/samleng-page.js`. Vite resolves it. */
export const madeAlias = '@made';

/**
 * Where files lie that are made from the code before Vite bundles it: cut fonts, the scripts of pages.
 * A cache, made again when missing. Below the data and not beside the code, which may be read-only.
 */
export function madeFolder(): string {
  return join(dataFolder(), 'renderer', 'made');
}
