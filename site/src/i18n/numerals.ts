/** Digits as Khmer writes them. */
export function toKhmerDigits(text: string): string {
  return text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0x17e0 + Number(digit)));
}

/** One tag after the other, with the text behind it: the same letters inside an attribute are no tag. */
const tagAndText = /(<\/?[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>)([^<]*)/gi;
/** A date, a number, or a mark that points to a source: up to its next tag. */
const numbered = /^<(?:(?:time|data)\b|a id="mark-)/;

/**
 * Writes the dates and numbers of a page in Khmer digits. Every date of ours stands in a `<time>`, every
 * number in a `<data>`; what editors wrote into their texts stays as they wrote it.
 */
export function withKhmerDigits(html: string): string {
  return html.replace(
    tagAndText,
    // What stands for an apostrophe, `&#39;`, keeps its digits.
    (whole: string, tag: string, text: string) =>
      numbered.test(tag)
        ? tag +
          text.replace(/&#?\w+;|[0-9]+/g, (found) => (found.startsWith('&') ? found : toKhmerDigits(found)))
        : whole,
  );
}
