import { localeFacts, type Locale } from '@samleng/shared';
import { withoutHidden } from './khmer.ts';

/** A date as it is known, for machines (`2023-11`) and for readers (“November 2023”). */
export interface DateWords {
  readonly iso: string;
  readonly text: string;
}

const parts: readonly Intl.DateTimeFormatOptions[] = [
  { year: 'numeric' },
  { year: 'numeric', month: 'long' },
  { year: 'numeric', month: 'long', day: 'numeric' },
];

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are slow to make and dates are many: one a language and precision. */
function formatFor(locale: Locale, precision: number): Intl.DateTimeFormat {
  const key = `${locale} ${precision}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(localeFacts[locale].intl, { ...parts[precision], timeZone: 'Asia/Phnom_Penh' });
  formats.set(key, format);
  return format;
}

/**
 * Writes a year, a month or a day out in words, no more exactly than it is known. Calendar days are
 * Cambodia's, so they never shift with the machine's time zone.
 * @param date `2023`, `2023-11` or `2023-11-15`.
 */
export function toDateWords(locale: Locale, date: string): DateWords;
export function toDateWords(locale: Locale, date: string | null): DateWords | null;
export function toDateWords(locale: Locale, date: string | null): DateWords | null {
  if (date === null) return null;
  const name = `${locale} ${date}`;
  const words = known.get(name) ?? writeOut(locale, date);
  known.set(name, words);
  return words;
}

/** The same days stand on many pages. */
const known = new Map<string, DateWords>();

function writeOut(locale: Locale, date: string): DateWords {
  const numbers = date.split('-').map(Number);
  const [year = 0, month = 1, day = 1] = numbers;
  const noon = new Date(Date.UTC(year, month - 1, day, 5));
  return { iso: date, text: withoutHidden(formatFor(locale, numbers.length - 1).format(noon)) };
}

/** The names of the months, January first. */
export function monthsOf(locale: Locale): string[] {
  const format = new Intl.DateTimeFormat(localeFacts[locale].intl, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => withoutHidden(format.format(Date.UTC(2026, month, 15))));
}

/** A calendar day as RSS wants it: midnight in Cambodia, `Wed, 15 Nov 2023 00:00:00 +0700`. */
export function toRssDate(day: string): string {
  const [weekday, date, month, year] = new Date(`${day}T00:00:00Z`).toUTCString().split(' ');
  return `${weekday} ${date} ${month} ${year} 00:00:00 +0700`;
}
