import { locales } from '@samleng/shared';
import type { APIRoute } from 'astro';
import {
  sitemapIndexXml,
  sitemapParts,
  sitemapPath,
  sitemapXml,
  toSitemap,
  toSitemapIndex,
  type Sitemap,
} from '../views/sitemap.ts';
import { entriesOf, toPaths, type PageOf } from './_paths.ts';

type View = Sitemap | { readonly index: readonly string[] };

/** The index, and the sitemaps it names. */
export const getStaticPaths = () => {
  const perLocale = locales.map(entriesOf);
  const index: PageOf<View> = {
    path: '/sitemap-index.xml',
    params: { name: 'index' },
    view: () => ({ index: toSitemapIndex(perLocale) }),
  };
  const sitemaps = perLocale.flatMap((entries) =>
    sitemapParts(entries).map((part): PageOf<View> => ({
      path: sitemapPath(entries.locale, part),
      params: { name: `${entries.locale}-${part}` },
      view: () => toSitemap(entries, part),
    })),
  );
  return toPaths([index, ...sitemaps]);
};

export const GET: APIRoute<{ view: View }> = ({ props: { view }, site, url }) => {
  const base = site ?? url;
  const xml = 'index' in view ? sitemapIndexXml(view.index, base) : sitemapXml(view.pages, base);
  return new Response(xml, { headers: { 'content-type': 'application/xml; charset=utf-8' } });
};
