/** One tag with its attributes; a `>` inside quotes does not end it. Comments and the like come whole. */
const markup =
  /<(?:!--[\s\S]*?-->|!\[CDATA\[[\s\S]*?\]\]>|[!?][^>]*>|(\/?)([^\s<>/"'=]+)((?:[^<>"'/]|\/(?!>)|"[^"<]*"|'[^'<]*')*)(\/?)>)/y;
const badReference = /&(?!(?:[a-z]+|#\d+|#x[\da-f]+);)/i;
// eslint-disable-next-line no-control-regex -- exactly these may not stand in XML
const badCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * Says why a text is no well-formed XML, as far as a quick look tells: tags that do not pair, a bare
 * `&` or `<`, characters that XML does not have. Undefined when nothing was found.
 */
export function xmlTrouble(text: string): string | undefined {
  if (badCharacter.test(text)) return 'holds a character that XML does not have';
  const open: string[] = [];
  let roots = 0;
  for (let at = 0; ;) {
    const start = text.indexOf('<', at);
    const between = text.slice(at, start === -1 ? undefined : start);
    if (between.includes('&') && badReference.test(between)) return 'holds a bare &';
    if (open.length === 0 && between.replace(/^\ufeff/, '').trim() !== '')
      return 'has text outside its root element';
    if (start === -1) break;
    markup.lastIndex = start;
    const found = markup.exec(text);
    if (!found) return `has a < that begins no tag, at ${start}`;
    at = markup.lastIndex;
    const [, closing, name, attributes = '', single] = found;
    if (name === undefined) continue;
    if (attributes.includes('&') && badReference.test(attributes)) return 'holds a bare &';
    if (closing) {
      if (open.pop() !== name) return `closes <${name}> where it is not open`;
    } else {
      if (open.length === 0 && (roots += 1) > 1) return 'has more than one root element';
      if (!single) open.push(name);
    }
  }
  if (open.length > 0) return `does not close <${open.at(-1)}>`;
  return roots === 0 ? 'holds no element' : undefined;
}
