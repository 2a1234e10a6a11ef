/** A start tag with its attributes; a `>` inside quotes does not end it. */
const tag = /<[a-z][a-z0-9-]*\s(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
/** One attribute after the other, so that what stands inside quotes is never taken for an attribute. */
const attribute = /\s([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const leading = /^(?:href|src|srcset|poster|data|action|imagesrcset)$/i;
const cssUrl = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)/gi;
const externalLink = /^<a\s[^>]*\srel="external\b/i;
const opaque = /<!--[\s\S]*?-->|(<script\b[^>]*>)[\s\S]*?<\/script>|(<style\b[^>]*>)[\s\S]*?<\/style>/gi;
/** Share images are drawn after a publish, so that none waits for them: a page may name one that comes a moment later. */
const madeLater = /^https?:\/\/[^/]+\/share\/[a-z]{2}\/(?:[a-z]+\/)?[a-z0-9-]+\.png$/;
const metaImage = /<meta\s[^>]*?property="og:(?:image|url)"[^>]*?content="([^"]*)"/gi;

/**
 * Every address that a file of the tree asks a browser or a feed reader to open: links, images with
 * all their sizes, styles, scripts, fonts. Fragments, `mailto:` and the like are left out.
 * @param path the file's path, whose ending says what it is.
 */
export function linksOf(path: string, text: string): string[] {
  const found = path.endsWith('.html')
    ? htmlLinks(text)
    : path.endsWith('.css')
      ? cssLinks(text)
      : feedLinks(text);
  return found.map((address) => address.trim()).filter(isFollowed);
}

/** The addresses in a sitemap or a sitemap index. */
export function sitemapLocations(text: string): string[] {
  return [...text.matchAll(/<loc>\s*([^<]*?)\s*<\/loc>/g)].map((match) => decodeEntities(match[1] ?? ''));
}

function htmlLinks(text: string): string[] {
  const found: string[] = [];
  const visible = text.replace(opaque, (whole: string, script?: string, style?: string) => {
    if (style) found.push(...cssLinks(whole));
    return script ?? style ?? '';
  });
  for (const [start] of visible.matchAll(tag)) {
    // An address that an editor took from elsewhere. It may name a page of ours that is gone by now,
    // and must not keep everybody else's work from going live.
    if (externalLink.test(start)) continue;
    for (const [, name = '', double, single, bare] of start.matchAll(attribute)) {
      if (!leading.test(name)) continue;
      const value = decodeEntities(double ?? single ?? bare ?? '');
      if (name.toLowerCase().endsWith('srcset')) found.push(...srcsetLinks(value));
      else found.push(value);
    }
  }
  for (const [, value = ''] of visible.matchAll(metaImage)) {
    const address = decodeEntities(value);
    if (!madeLater.test(address)) found.push(address);
  }
  return found;
}

function srcsetLinks(value: string): string[] {
  return value.split(/,\s+/).flatMap((part) => part.trim().split(/\s+/)[0] ?? []);
}

function cssLinks(text: string): string[] {
  return [...text.matchAll(cssUrl)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** RSS and Atom: the content of `link`, and addresses in `enclosure` and `link`. */
function feedLinks(text: string): string[] {
  const elements = [...text.matchAll(/<link>\s*([^<]*?)\s*<\/link>/g)].map((match) => match[1] ?? '');
  const attributes = [...text.matchAll(/<(?:atom:)?(?:link|enclosure)\s[^>]*?(?:href|url)="([^"]*)"/g)];
  return [...elements, ...attributes.map((match) => match[1] ?? '')].map(decodeEntities);
}

function isFollowed(address: string): boolean {
  return (
    address !== '' &&
    !address.startsWith('#') &&
    (!/^[a-z][a-z0-9+.-]*:/i.test(address) || /^https?:/i.test(address))
  );
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (decimal) return String.fromCodePoint(Number(decimal));
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      return named[name ?? ''] ?? whole;
    },
  );
}
