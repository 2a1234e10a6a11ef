import { Lexer, Marked, type Token, Tokenizer, type TokensList } from 'marked';

// marked looks at all that follows again at each sign that may mean something: a long paragraph of nothing
// else would hold up all other work for minutes. What nobody writes is words here, beyond these numbers.

/** Signs in one paragraph, cell or heading. */
const mostSigns = 500;

/** Quotations and lists within each other. */
const mostLevels = 50;

/** The length of an address that stands in a text without brackets. Characters. */
const longestAddress = 1000;

/** What may begin or end something within a line: emphasis, code, a link, HTML, an address. */
const sign = /[*_~`[\]<>\\&@!]|:(?=\/\/)|(?<=www)\./gi;

class BoundedTokenizer extends Tokenizer {
  override url(src: string): ReturnType<Tokenizer['url']> {
    const end = src.slice(0, longestAddress + 1).search(/\s/);
    return end < 0 && src.length > longestAddress ? undefined : super.url(src);
  }
}

/** marked's lexer, with as much work for each paragraph as its length asks for. */
class BoundedLexer extends Lexer {
  #level = 0;

  override blockTokens(src: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[];
  override blockTokens(src: string, tokens?: TokensList, lastParagraphClipped?: boolean): TokensList;
  override blockTokens(src: string, tokens: Token[] = [], lastParagraphClipped?: boolean): Token[] {
    if (this.#level >= mostLevels) {
      tokens.push({ type: 'paragraph', raw: src, text: src, tokens: this.inline(src) });
      return tokens;
    }
    this.#level += 1;
    super.blockTokens(src, tokens, lastParagraphClipped);
    this.#level -= 1;
    return tokens;
  }

  override inline(src: string, tokens?: Token[]): Token[] {
    return super.inline(withFewSigns(src), tokens);
  }
}

const marked = new Marked({ gfm: true, breaks: false, tokenizer: new BoundedTokenizer() });

/**
 * Markdown to HTML, not safe to show yet: it holds whatever HTML the text holds. Its time grows with the
 * length of the text, whatever is typed.
 */
export function toHtml(markdown: string): string {
  return marked.parser(new BoundedLexer(marked.defaults).lex(markdown));
}

/** Signs beyond the most stand for themselves. */
function withFewSigns(text: string): string {
  let count = 0;
  return text.replace(sign, (found) => {
    count += 1;
    return count <= mostSigns ? found : `&#${found.charCodeAt(0)};`;
  });
}
