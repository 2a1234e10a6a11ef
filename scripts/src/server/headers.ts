import { contentPolicy } from '@samleng/shared';
import { extname } from 'node:path';

/** Media types by file ending; what is not here is sent as bytes to be saved. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.avif': 'image/avif',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.pdf': 'application/pdf',
};

export function mediaTypeOf(path: string): string {
  if (path.endsWith('/feed.xml')) return 'application/rss+xml; charset=utf-8';
  if (path.endsWith('/feed.json')) return 'application/feed+json; charset=utf-8';
  return types[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** Text is worth compressing; pictures and fonts are compressed already. */
export function isCompressible(mediaType: string): boolean {
  return mediaType.includes('charset=utf-8');
}

/** What browsers may do with an answer: hashed files never change, all else is asked for anew each time. */
export function cacheControlOf(isHashed: boolean): string {
  return isHashed ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/**
 * Whether an answer is a page, or could be opened as one. The rules below mean nothing for fonts, pictures
 * and data, and half a kilobyte with each of them is much to a reader who pays for it.
 * @param isHashed whether the file lies in a folder of hashed names.
 */
export function isDocument(path: string, isHashed: boolean): boolean {
  return !isHashed && !/\.(json|txt|webmanifest)$/.test(path);
}

/** Holds for every answer, the preview's included. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  // Other sites don't learn that their reader came from here, nor do they get a preview's signature.
  'referrer-policy': 'same-origin',
};

/** Holds for documents on the public site: the policy that pages state too, and nobody frames us. nginx.conf and the Caddyfile say the same. */
export const publicHeaders: Readonly<Record<string, string>> = {
  ...commonHeaders,
  'content-security-policy': `${contentPolicy}; frame-ancestors 'none'`,
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};
