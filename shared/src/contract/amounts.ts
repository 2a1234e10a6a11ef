/** More would be a list to study, not a choice. */
const most = 8;

/** Three digits after a comma may be thousands as well as an amount: nobody can tell. */
const ambiguous = /\d,\d{3}(?!\d)/;

/**
 * Reads the amounts that an editor offers, `5, 10, 25` or `៥, ១០, ២៥`.
 * @returns the numbers in the editor's order, or undefined when it is no list of one to eight different
 * positive numbers with two decimals at most.
 */
export function toAmounts(written: string): number[] | undefined {
  const text = written.replace(/[\u17e0-\u17e9]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0)).trim();
  if (ambiguous.test(text)) return undefined;
  const words = text.split(/\s*[,;]\s*|\s+/);
  if (words.length > most || words.some((word) => !/^\d{1,9}(\.\d{1,2})?$/.test(word))) return undefined;
  const amounts = words.map(Number);
  return amounts.includes(0) || new Set(amounts).size < amounts.length ? undefined : amounts;
}
