// /sw.js where OFFLINE=off: a worker that deletes whatever one before it has kept, and then itself.
import { forgetAll } from './caches.ts';
import { scope } from './worker-scope.ts';

scope.addEventListener('install', () => void scope.skipWaiting());
scope.addEventListener('activate', (event) =>
  event.waitUntil(forgetAll().then(() => scope.registration.unregister())),
);
