import {
  copyOf,
  forget,
  keep,
  keptAtHeader,
  keptPage,
  keptPages,
  listCache,
  searchCache,
  type KeptPage,
} from './caches.ts';

/** Where the list stands; the same word as in shared/src/routes.ts, which the worker does without. */
const listPath = '/revoked.json';
/** The list for which the search index was deleted the last time that this had to be. */
const settledPath = `${listPath}?settled`;
/**
 * For so long after a page was taken down, a search index may come that still holds its words: it follows
 * the pages with a release of its own, and caches on the way keep it for a while. Milliseconds.
 */
const settling = 30 * 60_000;

/**
 * Asks which pages were taken down, and deletes their copies, and the copies of pages that lead to
 * them, which name them. Also where the list is the one of before: a page may have come since from a
 * cache on the way. The search index goes as a whole: it holds words of every page.
 * @throws when the list cannot be had.
 */
export async function checkRevocations(): Promise<void> {
  const answer = await fetch(listPath, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${listPath} answers ${answer.status}`);
  const list = await answer.text();
  await forgetSearch(list);
  // Before the pages are looked at: one that comes meanwhile is compared with it.
  if (list !== (await textOf(listPath))) await keepList(listPath, list);
  const revoked = addressesIn(list);
  const kept = await keptPages();
  const named = await Promise.all(kept.map((page) => names(page, revoked)));
  const gone = kept.filter((_, index) => named[index]);
  if (gone.length > 0) await forget(gone.map(({ path }) => path));
}

/** Whether the list, as it was seen last, names a page that is kept, or one that it leads to. */
export async function isRevoked(path: string): Promise<boolean> {
  const [page, list] = await Promise.all([keptPage(path), textOf(listPath)]);
  return page !== undefined && list !== undefined && names(page, addressesIn(list));
}

/** Deletes the search index until the list has been the same for a while, and then for the last time. */
async function forgetSearch(list: string): Promise<void> {
  if (addressesIn(list).size === 0 || list === (await textOf(settledPath))) return;
  await caches.delete(searchCache);
  const seen = await copyOf(listCache, listPath);
  const since = Date.parse(seen?.headers.get(keptAtHeader) ?? '');
  if (list === (await seen?.text()) && Date.now() - since > settling) await keepList(settledPath, list);
}

/** Where there is no room even for that, the next check begins as this one did. */
async function keepList(path: string, list: string): Promise<void> {
  await keep(listCache, path, new Response(list)).catch(() => undefined);
}

async function textOf(path: string): Promise<string | undefined> {
  return (await copyOf(listCache, path))?.text();
}

/** The digests of the addresses that a list names. */
function addressesIn(list: string): ReadonlySet<string> {
  const { pages } = JSON.parse(list) as { pages: string[] };
  return new Set(pages);
}

/** Whether a page was taken down, or leads to one that was. */
async function names({ path, html }: KeptPage, revoked: ReadonlySet<string>): Promise<boolean> {
  if (revoked.size === 0) return false;
  const links = [...html.matchAll(/ href="?(\/[^"#?\s>]*\/)/g)].map(([, link]) => link ?? '');
  for (const each of new Set([path, ...links]))
    // The older pages of a topic, a person, a leader or a programme go with it.
    if (revoked.has(await digestOf(each.replace(/page\/\d+\/$/, '')))) return true;
  return false;
}

/** Pages name the same addresses again and again; a worker never lives long. */
const digests = new Map<string, Promise<string>>();

function digestOf(path: string): Promise<string> {
  const digest = digests.get(path) ?? makeDigest(path);
  digests.set(path, digest);
  return digest;
}

/** As in pages/[list].json.ts. */
async function makeDigest(path: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(path)));
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
