import type { APIRoute } from 'astro';

// Search and what is kept on a phone are not forbidden here: who may not open a page never reads that it
// is not to be listed.
export const GET: APIRoute = ({ site, url }) =>
  new Response(
    [
      'User-agent: *',
      'Disallow: /preview/',
      '',
      `Sitemap: ${new URL('/sitemap-index.xml', site ?? url).href}`,
      '',
    ].join('\n'),
    { headers: { 'content-type': 'text/plain; charset=utf-8' } },
  );
