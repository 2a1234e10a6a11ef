/** Signs of Markdown at the start of a line: headings, quotes, lists. */
const lineStart = /^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)+/;
/** The line under a table's head or a title, rules, the ends of a block of code. */
const rule = /^[ \t|:*_=~`-]{2,}$|^[ \t]*[`~]{3}/;

/** What opens something that no reader sees, and what closes it. */
const unseen = /<!--|-->|<(\/?)(script|style|template|iframe|svg|math|textarea|noscript|title)\b(?:\s*>)?/gi;

/** Signs of emphasis and code; what is escaped is none. */
const signs = /\\[^]|\*+|_+|~~|`+/g;

/**
 * The words of a Markdown text, paragraph by paragraph, each as one line. Roughly what a reader sees;
 * rendering ten thousand texts would take a minute. No step looks at the same words again and again:
 * a search for an end that never comes stops where the next one begins.
 */
export function toPlainText(markdown: string): string[] {
  return withoutUnseen(markdown)
    .split(/\r?\n/)
    .map((line) => (rule.test(line) ? '' : line.replace(lineStart, '\n').replace(/\|/g, ' · ')))
    .join('\n')
    .split(/\n\s*\n/)
    .map(toLine)
    .filter(Boolean);
}

/** Takes out comments, and what stands in tags that show nothing; where the end is missing, it stays. */
function withoutUnseen(markdown: string): string {
  const found = [...markdown.matchAll(unseen)].map(({ 0: sign, 1: slash, 2: tag, index }) => ({
    name: (tag ?? '--').toLowerCase(),
    isEnd: tag ? slash === '/' && sign.endsWith('>') : sign === '-->',
    isStart: tag ? slash === '' : sign === '<!--',
    start: index,
    end: index + sign.length,
  }));
  const ends = Map.groupBy(found.filter(({ isEnd }) => isEnd).reverse(), ({ name }) => name);
  const parts: string[] = [];
  let done = 0;
  for (const { name, isStart, start } of found) {
    if (!isStart || start < done) continue;
    const later = ends.get(name) ?? [];
    while ((later.at(-1)?.start ?? Infinity) < start) later.pop();
    const end = later.at(-1)?.end;
    if (end === undefined) continue;
    parts.push(markdown.slice(done, start));
    done = end;
  }
  return [...parts, markdown.slice(done)].join('');
}

function toLine(text: string): string {
  return withoutSigns(
    text
      .replace(/!?\[([^[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+["'(](?:(?!\]\()[^)])*)?\)/g, '$1')
      .replace(/\[\^[^[\]]*\]/g, '')
      .replace(/\[([^[\]]+)\](?:\[[^[\]]*\]|:\s*\S+)?/g, '$1')
      .replace(/<(https?:[^<>\s]+|mailto:[^<>\s]+)>/g, '')
      .replace(/<\/?[a-z][^>]{0,300}>/gi, ''),
  )
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&amp;/g, '&')
    .replace(/&(?:nbsp|#160);/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:· )+|(?<! ·)(?: ·)+$/g, '');
}

interface Opened {
  readonly index: number;
  /** How many of its signs have no end yet. */
  left: number;
}

/** Takes out the signs of emphasis and code that have their other half; underscores within a word are its own. */
function withoutSigns(text: string): string {
  const opened = new Map<string, Opened[]>();
  const taken: [start: number, end: number][] = [];
  for (const { 0: run, index } of text.matchAll(signs)) {
    const [sign = ''] = run;
    if (sign === '\\') continue;
    const end = index + run.length;
    // Stars and lines may close in parts; the others as they were opened.
    const key = sign === '`' || sign === '~' ? run : sign;
    const open = opened.get(key) ?? [];
    opened.set(key, open);
    const canClose = isBound(text[index - 1], text[end], sign);
    if (open.length === 0 || !canClose) {
      if (isBound(text[end], text[index - 1], sign)) open.push({ index, left: run.length });
      continue;
    }
    for (let at = index; at < end;) {
      const last = open.at(-1);
      if (!last) break;
      const length = Math.min(last.left, end - at);
      last.left -= length;
      taken.push([last.index + last.left, last.index + last.left + length], [at, at + length]);
      at += length;
      if (last.left === 0) open.pop();
    }
  }
  let done = 0;
  const parts = taken
    .sort(([a], [b]) => a - b)
    .map(([start, end]) => {
      const part = text.slice(done, start);
      done = end;
      return part;
    });
  return [...parts, text.slice(done)].join('');
}

/** Whether a run of signs may open or close: something must stand inside, and of a line no word outside. */
function isBound(inside: string | undefined, outside: string | undefined, sign: string): boolean {
  if (inside === undefined || /\s/.test(inside)) return false;
  return sign !== '_' || outside === undefined || !/[\p{L}\p{N}_]/u.test(outside);
}
