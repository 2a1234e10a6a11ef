/** No text needs more; a renderer could follow about a thousand. */
const deepest = 100;

/** A run of signs of emphasis with what stands around it. An escaped sign is none. */
const runs = /\\[^]|(?<=(^|[^]))(\*+|_+|~{1,2})(?=([^]|$))/g;

const isSpace = (sign: string) => sign === '' || /\s/.test(sign);
const isPunctuation = (sign: string) => /[\p{P}\p{S}]/u.test(sign);

/**
 * Tells whether emphasis stands in emphasis too deep for a renderer, in any paragraph of a Markdown
 * text. What opens and is never closed counts as well: a renderer looks for its end.
 */
export function isTooDeep(markdown: string): boolean {
  return markdown.split(/\n[ \t]*\n/).some((paragraph) => {
    const open: string[] = [];
    for (const [, before = '', signs, after = ''] of paragraph.matchAll(runs)) {
      if (signs === undefined) continue;
      const [sign = ''] = signs;
      const levels = Math.ceil(signs.length / 2);
      const at = open.lastIndexOf(sign);
      if (at >= 0 && isEnd(before, after)) open.splice(Math.max(0, at + 1 - levels));
      else if (isEnd(after, before)) open.push(...Array<string>(Math.min(levels, deepest + 1)).fill(sign));
      if (open.length > deepest) return true;
    }
    return false;
  });
}

/** CommonMark's rule for what may close emphasis; seen from the other side, for what may open it. */
function isEnd(inside: string, outside: string): boolean {
  return !isSpace(inside) && (!isPunctuation(inside) || isSpace(outside) || isPunctuation(outside));
}
