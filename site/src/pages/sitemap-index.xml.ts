import type { APIRoute } from 'astro';
import { sitemapIndexXml } from '../views/sitemap.ts';

export const GET: APIRoute = ({ site, url }) =>
  new Response(sitemapIndexXml(site ?? url), {
    headers: { 'content-type': 'application/xml; charset=utf-8' },
  });
