import { copyOf, forget, keep, keptPages, listCache, searchCache, type KeptPage } from './caches.ts';

/** Where the list stands; the same word as in shared/src/routes.ts, which the worker does without. */
const listPath = '/revoked.json';

/**
 * Asks which pages were taken down, and deletes their copies, and the copies of pages that lead to
 * them, which name them. The search index goes as a whole: it holds words of every page.
 * @throws when the list cannot be had.
 */
export async function checkRevocations(): Promise<void> {
  const answer = await fetch(listPath, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${listPath} answers ${answer.status}`);
  const text = await answer.clone().text();
  const before = await (await copyOf(listCache, listPath))?.text();
  if (text === before) return;
  const { pages } = JSON.parse(text) as { pages: string[] };
  const revoked = new Set(pages);
  const kept = await keptPages();
  const named = await Promise.all(kept.map((page) => names(page, revoked)));
  await forget(kept.filter((_, index) => named[index]).map(({ path }) => path));
  await caches.delete(searchCache);
  // Last: whatever goes wrong before, the list is looked at again.
  await keep(listCache, listPath, answer);
}

/** Whether a page was taken down, or leads to one that was. */
async function names({ path, html }: KeptPage, revoked: ReadonlySet<string>): Promise<boolean> {
  if (revoked.size === 0) return false;
  const links = [...html.matchAll(/ href="?(\/[^"#?\s>]*\/)/g)].map(([, link]) => link ?? '');
  for (const each of new Set([path, ...links]))
    // Older pages of a topic go with it.
    if (revoked.has(await digestOf(each.replace(/page\/\d+\/$/, '')))) return true;
  return false;
}

/** As in pages/[list].json.ts. */
async function digestOf(path: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(path)));
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
