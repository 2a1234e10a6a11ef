import type { APIRoute } from 'astro';
import { sitemapXml, toSitemap, type SitemapPage } from '../views/sitemap.ts';
import { pathsPerLocale, toPath } from './_paths.ts';

export const getStaticPaths = () =>
  pathsPerLocale((entries, locale) => [toPath({ locale }, toSitemap(entries))]);

export const GET: APIRoute<{ view: SitemapPage[] }> = ({ props, site, url }) =>
  new Response(sitemapXml(props.view, site ?? url), {
    headers: { 'content-type': 'application/xml; charset=utf-8' },
  });
