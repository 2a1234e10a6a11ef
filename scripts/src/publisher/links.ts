import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

const leading: ReadonlySet<string> = new Set([
  'href',
  'src',
  'srcset',
  'poster',
  'data',
  'action',
  'imagesrcset',
]);
const cssUrl = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)/gi;
/** Share images are drawn after a publish, so that none waits for them: a page may name one that comes a moment later. */
const madeLater = /^https?:\/\/[^/]+\/share\/[a-z]{2}\/(?:[a-z]+\/)?[a-z0-9-]+\.png$/;

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

/** What a browser reads as a tag is one; the same letters inside an attribute, a script or a comment are not. */
function htmlLinks(text: string): string[] {
  const reader = new LinkReader(text);
  // The tokenizer alone, without a parser's stack: a clean build has every page read, and this is twice as fast.
  const tokenizer = new Tokenizer({ decodeEntities: false }, reader);
  tokenizer.write(text);
  tokenizer.end();
  return reader.found;
}

/** Collects the addresses in the tags that a tokenizer tells of, by where they begin and end in the text. */
class LinkReader implements TokenizerCallbacks {
  readonly found: string[] = [];
  readonly #text: string;
  #tag = '';
  /** Of the tag that is open, those attributes that matter. */
  #attributes: [name: string, value: string][] = [];
  /** The name of an attribute that matters, else empty; and where its value stands. */
  #name = '';
  #start = -1;
  #end = -1;
  #isStyle = false;

  constructor(text: string) {
    this.#text = text;
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#text.slice(start, end).toLowerCase();
    this.#attributes = [];
  }

  onattribname(start: number, end: number): void {
    const name = this.#text.slice(start, end).toLowerCase();
    const matters = this.#tag === 'meta' ? name === 'property' || name === 'content' : leading.has(name);
    this.#name = matters || name === 'rel' ? name : '';
    this.#start = -1;
  }

  onattribdata(start: number, end: number): void {
    if (this.#start < 0) this.#start = start;
    this.#end = end;
  }

  onattribend(): void {
    if (!this.#name || this.#start < 0) return;
    this.#attributes.push([this.#name, decodeEntities(this.#text.slice(this.#start, this.#end))]);
  }

  onopentagend(): void {
    this.#isStyle = this.#tag === 'style';
    const attributes = this.#attributes;
    if (attributes.length === 0) return;
    if (this.#tag === 'meta') return void this.found.push(...metaLinks(Object.fromEntries(attributes)));
    // An address that an editor took from elsewhere. It may name a page of ours that is gone by now,
    // and must not keep everybody else's work from going live.
    const isTaken = ([name, value]: [string, string]) => name === 'rel' && value.startsWith('external');
    if (this.#tag === 'a' && attributes.some(isTaken)) return;
    for (const [name, value] of attributes) {
      if (name.endsWith('srcset')) this.found.push(...srcsetLinks(value));
      else if (name !== 'rel') this.found.push(value);
    }
  }

  onselfclosingtag(): void {
    this.onopentagend();
    this.#isStyle = false;
  }

  ontext(start: number, end: number): void {
    if (this.#isStyle) this.found.push(...cssLinks(this.#text.slice(start, end)));
  }

  onclosetag(): void {
    this.#isStyle = false;
  }

  // What is no tag leads nowhere.
  onattribentity(): void {}
  ontextentity(): void {}
  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onend(): void {}
  onprocessinginstruction(): void {}
}

function metaLinks({ property = '', content = '' }: Readonly<Record<string, string>>): string[] {
  return /^og:(?:image|url)$/.test(property) && !madeLater.test(content) ? [content] : [];
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
