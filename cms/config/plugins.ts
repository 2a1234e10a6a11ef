/** Bytes. */
const uploadLimit = 20 * 1024 * 1024;

export default () => ({
  upload: {
    config: {
      sizeLimit: uploadLimit,
      // The site makes its own sizes; the admin's thumbnail is enough here.
      breakpoints: {},
      security: {
        allowedTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'],
      },
    },
  },
});
