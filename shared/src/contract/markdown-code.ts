/** What opens a block of code. A line of backticks with another behind it is none. */
const fence = /(`{3,}(?=[^`\n]*\n)|~{3,}).*\n/.source;

/** A block of code; one that is never closed reaches to the end. */
const block = `${fence}(?:.*\\n)*?(?:[ \\t>]*\\1[\`~]*[ \\t]*$|(?![^]))`;

/** The same in a list or a quotation, with which it ends at the latest. */
const within =
  /(?:>[ \t]*|(?:[-*+]|\d{1,9}[.)])[ \t]+)+/.source +
  `${fence}(?:(?:[ \\t>].*)?\\n)*?(?:[ \\t>]+\\2[\`~]*[ \\t]*$|(?=[^ \\t>\\n])|(?![^]))`;

const fenced = new RegExp(`^[ \\t]*(?:${block}|${within})`, 'gm');

/** An empty line ends a paragraph, and with it all that is open in it. */
const emptyLine = /(\n[ \t]*(?=\n))/;

/**
 * A Markdown text with an `x` for every sign of its code, so that all else keeps its place. Every
 * step reads the text once: what people type must not hold up a server.
 */
export function maskCode(markdown: string): string {
  const text = `${markdown}\n`.replace(fenced, mask);
  return text.split(emptyLine).map(maskSpans).join('').slice(0, markdown.length);
}

/** Spans of one paragraph: from a run of backticks, unless escaped, to the next of the same length. */
function maskSpans(paragraph: string): string {
  if (!paragraph.includes('`')) return paragraph;
  const runs = [...paragraph.matchAll(/`+/g)];
  const ends = Map.groupBy(runs.reverse(), ([run]) => run.length);
  const parts: string[] = [];
  let done = 0;
  for (const { 0: run, index } of paragraph.matchAll(/\\[^]|`+/g)) {
    if (index < done || run.startsWith('\\')) continue;
    const later = ends.get(run.length) ?? [];
    while ((later.at(-1)?.index ?? Infinity) <= index) later.pop();
    const end = later.pop();
    if (!end) continue;
    parts.push(paragraph.slice(done, index));
    done = end.index + run.length;
    parts.push(mask(paragraph.slice(index, done)));
  }
  return [...parts, paragraph.slice(done)].join('');
}

function mask(code: string): string {
  return code.replace(/[^\n]/g, 'x');
}
