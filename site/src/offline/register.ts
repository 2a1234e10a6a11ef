// On every page: has the worker keep it. Also where a reader saves data: what is kept is not fetched again.
const { serviceWorker } = navigator;

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
