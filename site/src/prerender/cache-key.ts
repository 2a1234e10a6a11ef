import { createHash } from 'node:crypto';
import { stableJson } from '../content/stable-json.ts';

/** The key of a page: a hash of all it shows. Two pages with the same key and path are the same page. */
export function cacheKey(props: unknown): string {
  return createHash('sha256').update(stableJson(props)).digest('hex');
}
