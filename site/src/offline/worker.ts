// The service worker, /sw.js: keeps what was read, so that it can be read again without a connection.
import { copyOf, forgetOlder, mayKeep } from './caches.ts';
import { cacheFor, isHashed, keepFile, noteFile, notePage } from './keeper.ts';
import { checkRevocations } from './revocations.ts';
import { missingPage, savedCopy } from './saved-copy.ts';
import { scope, type FetchEvent } from './worker-scope.ts';

/** How long a reader waits for the network before a copy is shown. Milliseconds. */
const patience = 4000;
/** How often the list of pages that were taken down is asked for. Milliseconds. */
const checkInterval = 15 * 60_000;

// Nothing is fetched in advance: a visit that stays the only one costs little more than the page.
scope.addEventListener('install', () => void scope.skipWaiting());

scope.addEventListener('activate', (event) =>
  event.waitUntil(
    Promise.all([
      forgetOlder(),
      // The network is asked while the worker still wakes up: it never makes a page wait.
      scope.registration.navigationPreload?.enable(),
      scope.clients.claim(),
    ]),
  ),
);

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return;
  if (request.mode === 'navigate') {
    if (pathname.endsWith('/') && !pathname.startsWith('/preview/'))
      event.respondWith(answerPage(event, pathname));
    return;
  }
  const cacheName = cacheFor(pathname);
  if (cacheName) event.respondWith(answerFile(event, cacheName, pathname));
});

// A page that was there before the worker tells what it is made of.
scope.addEventListener('message', (event) => {
  const { path, files } = event.data;
  event.waitUntil(
    Promise.allSettled([
      fetch(path).then((answer) => notePage(path, answer)),
      ...files.map(keepFile),
      checkNowAndThen(),
    ]),
  );
});

/** The network's answer, unless it is late or none: then the copy, and where there is no copy the list of those. */
async function answerPage(event: FetchEvent, path: string): Promise<Response> {
  const network = event.preloadResponse.then((preloaded) => preloaded ?? fetch(event.request));
  const noted = network.then(async (answer) => {
    const copy = answer.clone();
    // What was taken down is asked for even where there is no room for the page.
    await Promise.allSettled([notePage(path, copy), checkNowAndThen()]);
  });
  event.waitUntil(noted.catch(() => undefined));
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience));
  try {
    const answer = (await Promise.race([network, late])) ?? (await savedCopy(path)) ?? (await network);
    return answer.status >= 500 ? ((await savedCopy(path)) ?? answer) : answer;
  } catch (error) {
    const instead = (await savedCopy(path)) ?? (await missingPage(path));
    if (instead) return instead;
    throw error;
  }
}

/** Files with a hash in their name never change; others do, and are asked for anew. */
async function answerFile(event: FetchEvent, cacheName: string, path: string): Promise<Response> {
  const copy = () => copyOf(cacheName, path);
  const known = isHashed(path) && !event.request.headers.has('range') ? await copy() : undefined;
  if (known) return known;
  try {
    const answer = await fetch(event.request);
    const kept = answer.clone();
    event.waitUntil(isOfPreview(event).then((isOf) => (isOf ? undefined : noteFile(cacheName, path, kept))));
    return answer;
  } catch (error) {
    const old = await copy();
    if (old) return old;
    throw error;
  }
}

/** Nothing that only a preview shows is kept. */
async function isOfPreview({ clientId }: FetchEvent): Promise<boolean> {
  const client = clientId ? await scope.clients.get(clientId) : undefined;
  return client === undefined || new URL(client.url).pathname.startsWith('/preview/');
}

let checked = -Infinity;

/** Asks for the list when the worker has just started, and then from time to time. */
async function checkNowAndThen(): Promise<void> {
  if (performance.now() - checked < checkInterval || !(await mayKeep())) return;
  checked = performance.now();
  await checkRevocations().catch(() => {
    checked = -Infinity;
  });
}
