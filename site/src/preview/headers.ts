import { cmsUrl } from '../environment.ts';

/**
 * What every answer of the preview carries: nobody keeps it, nobody indexes it, only the CMS may
 * frame it. There is no X-Frame-Options on purpose: it cannot name the CMS and would forbid it.
 */
export function previewHeaders(): Record<string, string> {
  const cms = new URL(cmsUrl()).origin;
  const policy = [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "script-src 'none'",
    `img-src 'self' data: ${cms}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${cms}`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
