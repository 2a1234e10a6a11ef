import { maskCode } from './markdown-code.ts';

/**
 * How a text refers to the n-th source of its document: `[^2]`, in Arabic or Khmer digits. The first
 * group holds the digits, for `sourceNumber`.
 */
export const sourceMark = /\[\^([0-9\u17e0-\u17e9]+)\]/;

/** The number that the digits of a mark stand for. */
export function sourceNumber(digits: string): number {
  return Number(digits.replace(/[\u17e0-\u17e9]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0)));
}

/** A line that explains a mark, as other systems write footnotes. Markdown would take it for an address. */
const definition = /^[ \t>]*\[\^[^\]\n]+\]:/m;

/** Tells whether a Markdown text explains marks itself instead of referring to its document's sources. */
export function explainsMarks(markdown: string): boolean {
  return markdown.includes('[^') && definition.test(maskCode(markdown));
}

/** The numbers of all sources that a Markdown text refers to, in its order. */
export function sourceMarks(markdown: string): number[] {
  if (!markdown.includes('[^')) return [];
  const marks = new RegExp(`\\\\.|${sourceMark.source}`, 'g');
  return [...maskCode(markdown).matchAll(marks)].flatMap(([, digits]) =>
    digits ? [sourceNumber(digits)] : [],
  );
}
