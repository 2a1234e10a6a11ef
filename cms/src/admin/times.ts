import { localeFacts, type Localised } from '@samleng/shared';

/**
 * A moment as an editor says it, in the time of their own clock: “14:05” today, else with its day.
 * @param moment ISO 8601.
 */
export function timeWords(moment: string, now = new Date()): Localised<string> {
  const date = new Date(moment);
  const isToday = date.toDateString() === now.toDateString();
  const time = (locale: 'en' | 'km') =>
    new Intl.DateTimeFormat(localeFacts[locale].intl, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(date);
  const day = (locale: 'en' | 'km') =>
    new Intl.DateTimeFormat(localeFacts[locale].intl, {
      day: 'numeric',
      month: 'long',
      ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
    }).format(date);
  return isToday
    ? { en: time('en'), km: `ម៉ោង ${time('km')}` }
    : { en: `${day('en')}, ${time('en')}`, km: `ថ្ងៃទី ${day('km')} ម៉ោង ${time('km')}` };
}
