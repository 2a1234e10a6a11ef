/** Has the worker keep the page. Also where a reader saves data: what is kept is not fetched again. */
export function register(): void {
  // TypeScript does not know that private windows may lack it.
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  // Once the worker is there, it sees by itself what is read. Before, it costs three kilobytes, and the list
  // of what is kept ten more: whoever only glances at a page does not pay for them.
  if (!serviceWorker || serviceWorker.controller) return;
  const isRead = new Promise((resolve) => {
    addEventListener('scroll', resolve, { once: true });
    addEventListener('load', () => setTimeout(resolve, 10_000));
  });
  const come = async () => {
    await isRead;
    await serviceWorker.register('/sw.js');
    const { active } = await serviceWorker.ready;
    const files = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    active?.postMessage({ path: location.pathname, files });
  };
  // Where a browser forbids it, as in private windows, the page is as good without.
  come().catch(() => undefined);
}
