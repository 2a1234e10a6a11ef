import { environment } from '../src/environment';

/** Bytes. */
const uploadLimit = 20 * 1024 * 1024;

export default () => {
  const { cmsUrl, siteUrl } = environment();
  return [
    'global::request-log',
    'strapi::errors',
    {
      name: 'strapi::security',
      config: {
        contentSecurityPolicy: {
          useDefaults: true,
          directives: {
            'connect-src': ["'self'"],
            'img-src': ["'self'", 'data:', 'blob:'],
            'media-src': ["'self'", 'data:', 'blob:'],
            'frame-src': ["'self'", siteUrl],
            'frame-ancestors': ["'self'"],
            upgradeInsecureRequests: null,
          },
        },
        referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
      },
    },
    { name: 'strapi::cors', config: { origin: [cmsUrl, siteUrl] } },
    'strapi::session',
    'strapi::query',
    {
      name: 'strapi::body',
      config: {
        formLimit: '2mb',
        jsonLimit: '2mb',
        textLimit: '2mb',
        formidable: { maxFileSize: uploadLimit },
      },
    },
    'strapi::favicon',
    'strapi::public',
    'global::published-only',
  ];
};
