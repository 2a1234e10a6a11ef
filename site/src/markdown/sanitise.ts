import sanitizeHtml from 'sanitize-html';

const blocks = ['p', 'blockquote', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'hr', 'pre'];
const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const tables = ['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'];
const phrases = [
  'a',
  'abbr',
  'b',
  'br',
  'cite',
  'code',
  'del',
  'em',
  'i',
  'img',
  'q',
  's',
  'span',
  'strong',
  'sub',
  'sup',
];

/** Tags whose content is no text for readers either. */
const dropWhole = [
  'script',
  'style',
  'textarea',
  'option',
  'noscript',
  'iframe',
  'noembed',
  'noframes',
  'object',
  'template',
  'svg',
  'math',
  'title',
  'xmp',
];

/** An address that leads to another site. */
const external = /^https?:/i;

const options: sanitizeHtml.IOptions = {
  allowedTags: [...blocks, ...headings, ...tables, ...phrases],
  allowedAttributes: {
    '*': ['lang'],
    a: ['href', 'title', 'rel'],
    abbr: ['title'],
    img: ['src', 'alt', 'title'],
    ol: ['start'],
    td: [{ name: 'align', values: ['left', 'center', 'right'] }],
    th: [{ name: 'align', values: ['left', 'center', 'right'] }],
  },
  nonTextTags: dropWhole,
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowedSchemesAppliedToAttributes: ['href', 'src'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  transformTags: {
    a: (tagName, { rel: _, ...attribs }) => ({
      tagName,
      attribs: external.test(attribs.href?.trim() ?? '') ? { ...attribs, rel: 'external noopener' } : attribs,
    }),
  },
};

/**
 * HTML with nothing left but text, its structure, and links that open a page or a letter. What
 * comes out is well formed: every tag lower case, every attribute in double quotes and escaped.
 */
export function sanitise(html: string): string {
  return sanitizeHtml(html, options);
}
