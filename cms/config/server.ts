import { ensureDataFolders, environment } from '../src/environment';

export default () => {
  const settings = environment();
  return {
    host: settings.host,
    port: settings.port,
    app: { keys: (process.env.APP_KEYS ?? '').split(',').filter(Boolean) },
    dirs: { public: ensureDataFolders(settings) },
    // Behind TLS a proxy ends the encryption; its headers then tell the real protocol and address.
    // Counted from the right: what stands further left in X-Forwarded-For anybody may have written.
    proxy: { koa: settings.trustedProxies > 0, maxIpsCount: settings.trustedProxies },
    // Node looks for connections that are over their time only so often. Milliseconds.
    http: {
      serverOptions: { headersTimeout: 15_000, requestTimeout: 300_000, connectionsCheckingInterval: 5000 },
    },
    // For src/middlewares/body-deadline.ts.
    bodyDeadlineMs: 20_000,
    uploadDeadlineMs: 300_000,
    transfer: { remote: { enabled: false } },
    logger: { updates: { enabled: false }, startup: { enabled: false } },
  };
};
