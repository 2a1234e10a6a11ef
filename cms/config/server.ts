import { ensureDataFolders, environment } from '../src/environment';

export default () => {
  const settings = environment();
  return {
    host: settings.host,
    port: settings.port,
    app: { keys: (process.env.APP_KEYS ?? '').split(',').filter(Boolean) },
    dirs: { public: ensureDataFolders(settings) },
    // Behind TLS a proxy ends the encryption; its headers then tell the real protocol and address.
    proxy: { koa: settings.cmsUrl.startsWith('https:') },
    transfer: { remote: { enabled: false } },
    logger: { updates: { enabled: false }, startup: { enabled: false } },
  };
};
