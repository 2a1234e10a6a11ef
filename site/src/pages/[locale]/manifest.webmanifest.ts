import type { APIRoute } from 'astro';
import { manifestPath, toManifest, type ManifestView } from '../../views/manifest.ts';
import { pathsPerLocale } from '../_paths.ts';

export const getStaticPaths = () =>
  pathsPerLocale((entries, locale) => [
    { path: manifestPath(locale), params: { locale }, view: () => toManifest(entries) },
  ]);

export const GET: APIRoute<{ view: ManifestView }> = ({ props: { view } }) =>
  new Response(JSON.stringify(view), { headers: { 'content-type': 'application/manifest+json' } });
