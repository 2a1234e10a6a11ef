/**
 * What the site keeps on a reader's phone: pages that were read, the files that these name, and the
 * search index. Used by the worker and by the page that lists what is kept.
 */

/** A number in the name: raise it when the form changes, and older caches are deleted. */
export const pagesCache = 'samleng-1-pages';
export const filesCache = 'samleng-1-files';
export const searchCache = 'samleng-1-search';
/** The list of pages that were taken down, as it was seen last. */
export const listCache = 'samleng-1-list';
/** There while the reader wants nothing to be kept; holds nothing. */
export const refusal = 'samleng-1-nothing';
const known = [pagesCache, filesCache, searchCache, listCache, refusal];

/** Headers of a copy: when it was kept, ISO 8601. */
export const keptAtHeader = 'x-kept-at';

/** A page that is kept. */
export interface KeptPage {
  readonly path: string;
  readonly html: string;
  /** ISO 8601. */
  readonly keptAt: string;
}

/** Whether the reader allows anything to be kept. */
export async function mayKeep(): Promise<boolean> {
  return !(await caches.has(refusal));
}

/**
 * Keeps an answer as the newest of its cache. Its body is read to the end. A copy from before stays until
 * the new one is there.
 * @param makeRoom what to do where there is no room for it; then it is tried once more.
 */
export async function keep(
  cacheName: string,
  path: string,
  answer: Response,
  makeRoom?: () => Promise<void>,
): Promise<void> {
  const body = await answer.arrayBuffer();
  const headers = new Headers(answer.headers);
  // The body is unpacked by now.
  headers.delete('content-encoding');
  headers.delete('content-length');
  headers.set(keptAtHeader, new Date().toISOString());
  const cache = await caches.open(cacheName);
  const put = () => cache.put(path, new Response(body, { headers }));
  await put().catch(async (error: unknown) => {
    // A TypeError says that the answer itself cannot be kept.
    if (!makeRoom || error instanceof TypeError) throw error;
    await makeRoom();
    await put();
  });
}

/** A copy from one of the caches. */
export async function copyOf(cacheName: string, path: string): Promise<Response | undefined> {
  return (await caches.open(cacheName)).match(path);
}

/** A page that is kept, with its text. */
export async function keptPage(path: string): Promise<KeptPage | undefined> {
  const copy = await copyOf(pagesCache, path);
  return copy && { path, html: await copy.text(), keptAt: copy.headers.get(keptAtHeader) ?? '' };
}

/** The paths of what a cache holds, the oldest first. */
export async function pathsIn(cacheName: string): Promise<string[]> {
  const requests = await (await caches.open(cacheName)).keys();
  return requests.map(({ url }) => new URL(url).pathname);
}

/** Every page that is kept, the oldest first. */
export async function keptPages(): Promise<KeptPage[]> {
  const pages = await Promise.all((await pathsIn(pagesCache)).map(keptPage));
  // Not every browser moves a copy to the end of its cache when it is replaced.
  return pages.filter((page) => page !== undefined).sort((a, b) => a.keptAt.localeCompare(b.keptAt));
}

/** Deletes pages, and all files that no other page names: a picture must not outlive its page. */
export async function forget(paths: readonly string[]): Promise<void> {
  const pages = await caches.open(pagesCache);
  await Promise.all(paths.map((path) => pages.delete(path)));
  const files = await caches.open(filesCache);
  const text = (await keptPages()).map(({ html }) => html).join('\n');
  const unused = (await pathsIn(filesCache)).filter((path) => !text.includes(path));
  await Promise.all(unused.map((path) => files.delete(path)));
}

/** Deletes everything that is kept. @param also which other caches: those of an older form. */
export async function forgetAll(also: (name: string) => boolean = () => true): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith('samleng-') && name !== refusal);
  await Promise.all(names.filter(also).map((name) => caches.delete(name)));
}

/** Deletes what another version kept in a form that this one does not read. */
export function forgetOlder(): Promise<void> {
  return forgetAll((name) => !known.includes(name));
}

/** Pages that belong to the site rather than to what somebody reads: front pages, search, the list itself. */
export function isShell(path: string): boolean {
  return /^\/([a-z]+\/(saved\/|search\/)?)?$/.test(path);
}
