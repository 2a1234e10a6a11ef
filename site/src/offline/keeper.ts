import {
  copyOf,
  filesCache,
  forget,
  isShell,
  keep,
  keptPages,
  mayKeep,
  pagesCache,
  pathsIn,
  searchCache,
} from './caches.ts';
import { isRevoked } from './revocations.ts';

/** Pages of one's own reading that are kept at most, and how much they may take with all their files. */
const mostPages = 60;
const mostBytes = 8_000_000;
/** A picture larger than this is none for a small phone. Bytes. */
const largestFile = 200_000;

/** The cache of a file that may be kept; undefined for all that is no file of a public page. */
export function cacheFor(path: string): string | undefined {
  if (isHashed(path) || path === '/favicon.svg') return filesCache;
  return path.startsWith('/search-index/') ? searchCache : undefined;
}

/** Whether a file never changes under its name. */
export function isHashed(path: string): boolean {
  return /^\/(_astro|media|fonts)\//.test(path);
}

/** Whether an answer is a page that anybody may read; a preview says that nobody may store it. */
function isPublicPage(path: string, answer: Response): boolean {
  return (
    answer.status === 200 &&
    answer.type === 'basic' &&
    path.endsWith('/') &&
    !path.startsWith('/preview/') &&
    (answer.headers.get('content-type') ?? '').startsWith('text/html') &&
    !(answer.headers.get('cache-control') ?? '').includes('no-store')
  );
}

/** Draws the conclusion from what the network says of a page: keeps it, or deletes the copy of what is gone. */
export async function notePage(path: string, answer: Response): Promise<void> {
  if (answer.status === 404 || answer.status === 410) return forget([path]);
  if (!isPublicPage(path, answer) || !(await mayKeep())) return;
  await keep(pagesCache, path, answer, () => makeRoom(path));
  // A cache on the way may still have what was taken down. Asked once the page is kept: whoever takes a new
  // list over meanwhile finds the page, or is found here.
  if (await isRevoked(path)) return forget([path]);
  await makeRoom();
  const [, locale] = path.split('/');
  if (locale) await keepShell(`/${locale}/saved/`);
}

/** Keeps a file that a page shows. */
export async function noteFile(cacheName: string, path: string, answer: Response): Promise<void> {
  const size = Number(answer.headers.get('content-length') ?? 0);
  if (answer.status !== 200 || size > largestFile || !(await mayKeep())) return;
  await keep(cacheName, path, answer);
}

/** Fetches a file and keeps it, unless it is kept. */
export async function keepFile(path: string): Promise<void> {
  const cacheName = cacheFor(path);
  if (!cacheName || (await copyOf(cacheName, path))) return;
  await noteFile(cacheName, path, await fetch(path));
}

/** The page that is shown where another is lacking, with the files that it cannot be without. */
async function keepShell(path: string): Promise<void> {
  if (await copyOf(pagesCache, path)) return;
  const answer = await fetch(path);
  if (!isPublicPage(path, answer)) return;
  const html = await answer.clone().text();
  await keep(pagesCache, path, answer);
  const files = [...html.matchAll(/(?:src|href)="?(\/(?:_astro\/[^"\s>]+|favicon\.svg))/g)].map(
    ([, file]) => file ?? '',
  );
  await Promise.all(files.map(keepFile));
}

/**
 * The oldest pages go first; where it is bytes that are too many, some of them and the search index.
 * @param refused the page for which the phone had no room. The copy that there is of it stays.
 */
async function makeRoom(refused?: string): Promise<void> {
  const count = (await pathsIn(pagesCache)).filter((path) => !isShell(path)).length;
  const { usage = 0 } = await navigator.storage.estimate();
  const isFull = refused !== undefined || usage > mostBytes;
  if (isFull) await caches.delete(searchCache);
  const surplus = Math.max(count - mostPages, isFull ? Math.ceil(count / 6) : 0);
  if (surplus === 0) return;
  const oldest = (await keptPages()).filter(({ path }) => !isShell(path) && path !== refused);
  await forget(oldest.slice(0, surplus).map(({ path }) => path));
}
