// On every page: has the worker keep it. Also where a reader saves data: what is kept is not fetched again.
// TypeScript does not know what only some browsers tell.
const { serviceWorker, connection } = navigator as Navigator & { connection?: { saveData?: boolean } };

if (connection?.saveData) {
  // Pictures below the first screen, which nobody has asked for so far, come in their smallest width.
  const later = document.querySelectorAll<HTMLSourceElement>('picture:has([loading=lazy]) source');
  for (const source of later) source.sizes = '1px';
}

// Once the worker is there, it sees by itself what is read. Before, it costs three kilobytes, and the list
// of what is kept ten more: whoever only glances at a page does not pay for them.
if (serviceWorker && !serviceWorker.controller) {
  const isRead = new Promise((resolve) => {
    addEventListener('scroll', resolve, { once: true });
    addEventListener('load', () => setTimeout(resolve, 10_000));
  });
  const register = async () => {
    await isRead;
    await serviceWorker.register('/sw.js');
    const { active } = await serviceWorker.ready;
    const files = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    active?.postMessage({ path: location.pathname, files });
  };
  // Where a browser forbids it, as in private windows, the page is as good without.
  register().catch(() => undefined);
}
