/** Signs of Markdown at the start of a line: headings, quotes, lists. */
const lineStart = /^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)+/;
/** The line under a table's head or a title, rules, the ends of a block of code. */
const rule = /^[ \t|:*_=~`-]{2,}$|^[ \t]*[`~]{3}/;

/** Emphasis and code; underscores within a word are its own. */
const emphasis = [
  /(\*{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1/g,
  /(?<![\p{L}\p{N}_])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}_])/gu,
];

/**
 * The words of a Markdown text, paragraph by paragraph, each as one line. Roughly what a reader sees;
 * rendering ten thousand texts would take a minute.
 */
export function toPlainText(markdown: string): string[] {
  return markdown
    .replace(
      /<!--.*?-->|<(script|style|template|iframe|svg|math|textarea|noscript|title)\b.*?<\/\1\s*>/gis,
      '',
    )
    .split(/\r?\n/)
    .map((line) => (rule.test(line) ? '' : line.replace(lineStart, '\n').replace(/\|/g, ' · ')))
    .join('\n')
    .split(/\n\s*\n/)
    .map(toLine)
    .filter(Boolean);
}

function toLine(text: string): string {
  return withoutEmphasis(
    text
      .replace(/!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+["'(][^)]*)?\)/g, '$1')
      .replace(/\[\^[^\]]*\]/g, '')
      .replace(/\[([^\]]+)\](?:\[[^\]]*\]|:\s*\S+)?/g, '$1')
      .replace(/<(https?:[^>\s]+|mailto:[^>\s]+)>/g, '')
      .replace(/<\/?[a-z][^>]*>/gi, ''),
  )
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&amp;/g, '&')
    .replace(/&(?:nbsp|#160);/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:· )+|(?: ·)+$/g, '');
}

function withoutEmphasis(text: string): string {
  const [stars, lines] = emphasis as [RegExp, RegExp];
  // Twice: one may stand in another.
  return text.replace(stars, '$2').replace(stars, '$2').replace(lines, '$2');
}
