import { createHash } from 'node:crypto';
import { defaultLocale, revokedPath } from '@samleng/shared';
import type { APIRoute } from 'astro';
import { toRevoked, type RevokedView } from '../views/revoked.ts';
import { entriesOf, toPaths } from './_paths.ts';

/** Named by a parameter, because pages without one belong to the code and never change with the content. */
export const getStaticPaths = () => {
  const entries = entriesOf(defaultLocale);
  return toPaths([{ path: revokedPath, params: { list: 'revoked' }, view: () => toRevoked(entries) }]);
};

/**
 * An address may hold the name of somebody for whose sake it was taken down: only who has kept the page
 * can tell from the list that it is meant.
 */
export const GET: APIRoute<{ view: RevokedView }> = ({ props: { view } }) =>
  Response.json({ pages: view.paths.map(digestOf).sort() });

/** 64 bits of the address: enough to tell a phone's few pages from those of the list. */
function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}
