import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Orders } from './fake-renderer.ts';

interface TreeOptions {
  readonly revision: number;
  readonly version: string;
  readonly siteUrl: string;
  readonly builtAt?: string;
  readonly log?: string;
  readonly breaks?: Orders['breaks'];
  /** So many pages beside those that every site has. */
  readonly more?: number;
  /** Writes a preview bundle instead of a site. */
  readonly preview?: boolean;
}

/**
 * Writes a small site whose every page names its revision, as does the one hashed style it uses.
 * @returns the paths of its files.
 */
export function writeTree(
  folder: string,
  { revision, version, siteUrl, breaks, more = 0, preview, builtAt, log }: TreeOptions,
): string[] {
  const written: string[] = [];
  const write = (path: string, text: string) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    // Beside first: the file may be another tree's too.
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
    written.push(`/${path}`);
  };
  if (preview) {
    write(
      'entry.mjs',
      `export const handler = (request, response) => response.end('preview of ${version}');\n`,
    );
    return written;
  }
  const style = `/_astro/style.${revision}.css`;
  const link = breaks === 'link' ? '<a href="/en/nowhere/">x</a>' : '';
  const page = (
    title: string,
  ) => `<!doctype html><title>${title}</title><link rel="stylesheet" href="${style}">
<p>revision ${revision}</p><a href="/en/">home</a><a href="/km/">ទំព័រដើម</a>${link}
<!-- ${'a page long enough to be worth compressing; '.repeat(40)} -->\n`;
  for (const path of ['index.html', 'en/index.html', 'km/index.html', '404.html']) write(path, page(path));
  if (breaks !== 'page') write('en/articles/one/index.html', page('One'));
  for (let n = 0; n < more; n += 1) write(`en/articles/more-${n}/index.html`, page(`More ${n}`));
  write(style.slice(1), `/* style of revision ${revision} */`);
  write('media/picture.123.png', breaks === 'empty' ? '' : 'not really a picture');
  const urls = ['/', '/en/', '/km/', '/en/articles/one/'].map(
    (path) => `<url><loc>${siteUrl}${path}</loc></url>`,
  );
  write('sitemap-0.xml', `<urlset>${urls.join('')}</urlset>`);
  write(
    'sitemap-index.xml',
    `<sitemapindex><sitemap><loc>${siteUrl}/sitemap-0.xml</loc></sitemap></sitemapindex>`,
  );
  const manifest = { revision, builtAt: builtAt ?? new Date().toISOString(), version, ...(log && { log }) };
  write('release.json', JSON.stringify(manifest));
  return written;
}
