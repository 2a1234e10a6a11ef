import type { Entries } from '../content/entries.ts';

/** What /revoked.json is about; the file itself names nobody, see pages/[list].json.ts. */
export interface RevokedView {
  /** Addresses that were pages and are none now, in order. */
  readonly paths: readonly string[];
}

/** Pages that were taken down, so that copies of them go as well. */
export function toRevoked(entries: Entries): RevokedView {
  return { paths: [...entries.revoked()].sort() };
}
