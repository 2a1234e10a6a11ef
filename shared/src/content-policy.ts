/**
 * What a public page may load and run: nothing that comes from elsewhere. What runs is a file of ours, never a
 * script inside a page: the search, the copies for reading offline (a worker, a manifest). It fetches
 * from here alone. A form leads to our search or, by https, to the page of whoever takes donations and
 * newsletter addresses.
 *
 * Every page says it itself in a `<meta>`, because some hosts (GitHub Pages) let nobody set a header; our
 * server, nginx.conf and the Caddyfile send it as a header too, with `frame-ancestors`, which means
 * nothing in a `<meta>`.
 */
export const contentPolicy = [
  "default-src 'none'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self' https:",
].join('; ');
