import GithubSlugger, { slug } from 'github-slugger';
import type { Picture } from '../media/picture.ts';
import type { Redirections } from './body.ts';

type Pictures = Readonly<Record<string, Picture>>;

/** Ids that pages use themselves; a heading of the same name gets a number. */
const reservedIds = [
  'main',
  'figures',
  'sources',
  'timeline',
  'newsletter',
  'newsletter-email',
  'newsletter-privacy',
];

/** Those that pages count through, like `source-1`, and those of their own parts. */
const countedId = /^(?:(?:source|mark|figure|quote|q)-?\d|part-)/;

/** Gives headings ids that no other heading of the page has, nor any part of the page itself. */
export class HeadingIds {
  readonly #slugger = new GithubSlugger();

  constructor() {
    for (const id of reservedIds) this.#slugger.slug(id);
  }

  /** @param text of the heading, without markup. */
  add(text: string): string {
    const wish = slug(text);
    return this.#slugger.slug(wish === '' ? 'section' : countedId.test(wish) ? `section ${text}` : text);
  }
}

/** How wide a picture in running text is shown: the column, or the whole of a small screen; see picture-sizes.ts. */
const sizes =
  '(max-width: 36em) and (min-resolution: 2.5x) 49vw, (max-width: 36em) and (min-resolution: 1.5x) 75vw, (min-width: 46rem) 42rem, 100vw';

/**
 * Adds our own markup to sanitised HTML. It must run after `sanitise`: what it reads is well formed,
 * and what it adds is ours or escaped.
 */
export function decorate(
  html: string,
  pictures: Pictures,
  redirections: Redirections,
  headings: HeadingIds,
): string {
  return withHeadings(withTables(withLinks(withPictures(html, pictures), redirections)), headings);
}

/**
 * Gives the text between the tags to a function that may put tags around some of it. Code is left
 * alone; entities come by themselves, so that no letter of theirs is taken for a word.
 * @param change gets one stretch of text, and whether it stands inside a link.
 */
export function mapText(html: string, change: (text: string, inLink: boolean) => string): string {
  let code = 0;
  let link = false;
  return html
    .split(/(<[^>]*>|&#?\w+;)/)
    .map((part, index) => {
      if (index % 2 === 0) return code > 0 || part === '' ? part : change(part, link);
      if (/^<(?:code|pre)[ >]/.test(part)) code += 1;
      if (/^<\/(?:code|pre)>/.test(part)) code -= 1;
      if (/^<\/?a[ >]/.test(part)) link = !part.startsWith('</');
      return part;
    })
    .join('');
}

/**
 * Leads links within this site to their pages; what leads nowhere, or is not known to lead anywhere,
 * keeps its words alone: a broken link would hold back the whole release.
 */
function withLinks(html: string, redirections: Redirections): string {
  return html.replace(/<a( [^>]*)?>(.*?)<\/a>/gs, (link, attributes = '', words: string) => {
    const [written, escaped = ''] = / href="([^"]*)"/.exec(attributes) ?? [];
    if (written === undefined) return words;
    const href = unescape(escaped);
    if (/^(?:https?:|mailto:|#)/i.test(href)) return link;
    const target = href in redirections ? redirections[href] : redirections[plain(href)];
    if (!target || !href.startsWith('/')) return words;
    return link.replace(written, () => ` href="${escape(target)}"`);
  });
}

/** Moves headings so that the highest is an h2, under the page's own h1, and gives each an id. */
function withHeadings(html: string, ids: HeadingIds): string {
  const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
  const shift = 2 - Math.min(...levels);
  return html.replace(
    /<h([1-6])( [^>]*)?>(.*?)<\/h\1>/gs,
    (_, level: string, attributes = '', content: string) => {
      const tag = `h${Math.min(6, Number(level) + shift)}`;
      const text = unescape(content.replace(/<[^>]*>/g, '')).trim();
      return `<${tag} id="${escape(ids.add(text))}"${attributes}>${content}</${tag}>`;
    },
  );
}

/** A wide table scrolls by itself instead of widening the page; the focus lets keyboards scroll it. */
function withTables(html: string): string {
  return html
    .replaceAll(/<table( [^>]*)?>/g, (table) => `<div class="table-scroll" tabindex="0">${table}`)
    .replaceAll('</table>', '</table></div>');
}

/**
 * A picture alone in its paragraph is a figure, captioned by its title. One walk over the text: what was
 * put into it is never looked at again, so no mark is needed to tell it, which somebody else could write.
 */
function withPictures(html: string, pictures: Pictures): string {
  const byAddress = new Map(Object.entries(pictures).map(([url, picture]) => [plain(url), picture]));
  return html.replace(
    /<p>\s*(<img [^>]*>)\s*<\/p>|<img [^>]*>/g,
    (whole: string, alone: string | undefined) => {
      const { src = '', alt = '', title = '' } = attributesOf(alone ?? whole);
      const picture = byAddress.get(plain(src));
      if (!alone) return picture ? toHtml(picture, alt) : instead(src, alt);
      if (!picture) return `<p>${instead(src, alt)}</p>`;
      const caption = title && `<figcaption>${escape(title)}</figcaption>`;
      return `<figure>${toHtml(picture, alt)}${caption}</figure>`;
    },
  );
}

function toHtml({ sources, src, width, height, color }: Picture, alt: string): string {
  const alternatives = sources.map(
    ({ type, srcset }) => `<source type="${escape(type)}" srcset="${escape(srcset)}" sizes="${sizes}">`,
  );
  const img =
    `<img src="${escape(src)}" alt="${escape(alt)}" width="${width}" height="${height}"` +
    ` loading="lazy" decoding="async" style="background-color:${escape(color)}">`;
  return `<picture>${alternatives.join('')}${img}</picture>`;
}

/**
 * What stands for a picture that is not in the media library. Showing it would make readers' phones
 * call another host, so an address on the web becomes a link.
 */
function instead(src: string, alt: string): string {
  if (!/^https?:/i.test(src)) return escape(alt);
  return `<a href="${escape(src)}" rel="external noopener">${escape(alt || src)}</a>`;
}

function attributesOf(tag: string): Partial<Record<string, string>> {
  const pairs = [...tag.matchAll(/ (src|alt|title)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, unescape(value)]));
}

/** An address as editors wrote it: Markdown percent-encodes what is not Latin. */
function plain(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const characters = new Map(Object.entries(entities).map(([character, entity]) => [entity, character]));

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => characters.get(entity) ?? entity);
}
