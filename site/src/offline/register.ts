// On every page: has the worker keep it. Also where a reader saves data: what is kept is not fetched again.
// TypeScript does not know what only some browsers tell.
const { serviceWorker, connection } = navigator as Navigator & { connection?: { saveData?: boolean } };

if (connection?.saveData) {
  // Pictures below the first screen, which nobody has asked for so far, come in their smallest width.
  const later = document.querySelectorAll<HTMLSourceElement>('picture:has([loading=lazy]) source');
  for (const source of later) source.sizes = '1px';
}

if (serviceWorker) {
  // The worker saw by itself whatever it was there for.
  const isNew = !serviceWorker.controller;
  addEventListener('load', () => {
    const register = async () => {
      await serviceWorker.register('/sw.js');
      const { active } = await serviceWorker.ready;
      const files = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
      if (isNew) active?.postMessage({ path: location.pathname, files });
    };
    // Where a browser forbids it, as in private windows, the page is as good without.
    register().catch(() => undefined);
  });
}
