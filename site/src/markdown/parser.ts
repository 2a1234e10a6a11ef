import MarkdownIt from 'markdown-it';

/** Of a bare address that begins with www. no more is looked at, in characters. */
const longestAddress = 2000;

/**
 * Markdown as GitHub writes it, tables, ~~crossed out~~ and bare addresses included. Whatever is typed,
 * its time grows with its length and no faster: what searches backwards or gives up late would let one
 * text hold up all others.
 */
const parser = new MarkdownIt({ html: true, linkify: true });

// `sanitise` alone decides which addresses stay; here, what a link says would become text with its signs.
parser.validateLink = () => true;

// Bare words like `ordinance.no` are no addresses; what begins with www. is.
parser.linkify.set({ fuzzyLink: false });
parser.linkify.add('//', null);
parser.linkify.add('ftp:', null);
parser.linkify.add('www.', {
  validate: (text, position, linkify) => {
    const rest = linkify.testSchemaAt(`//${text.slice(position, position + longestAddress)}`, 'http:', 0);
    return Math.max(0, rest - '//'.length);
  },
  normalize: (match) => {
    match.url = `http://${match.url}`;
  },
});

/** Markdown to HTML, not safe to show yet: it holds whatever HTML the text holds. */
export function toHtml(markdown: string): string {
  return parser.render(markdown);
}

// `del` says what `s` does not: that the words hold no longer.
parser.renderer.rules.s_open = () => '<del>';
parser.renderer.rules.s_close = () => '</del>';

// Styles of a text are not let through; how a column stands is said by its attribute.
for (const rule of ['th_open', 'td_open'])
  parser.renderer.rules[rule] = (tokens, index, options, _, renderer) => {
    const token = tokens[index];
    const align = /^text-align:(\w+)$/.exec(String(token?.attrGet('style') ?? ''))?.[1];
    if (token && align) token.attrs = [['align', align]];
    return renderer.renderToken(tokens, index, options);
  };
