/** Bytes. */
const uploadLimit = 20 * 1024 * 1024;

export default () => [
  'global::request-log',
  'strapi::errors',
  'global::database-away',
  'global::upload-messages',
  'global::same-host',
  'global::body-deadline',
  {
    name: 'strapi::security',
    config: { referrerPolicy: { policy: 'strict-origin-when-cross-origin' } },
  },
  'global::admin-policy',
  // Strapi insists on having it. No page of another origin has anything to ask here: the site is made by a
  // process, and the preview is a frame.
  { name: 'strapi::cors', config: { origin: [], credentials: false } },
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
  'global::originals',
  'global::published-only',
];
