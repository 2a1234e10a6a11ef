import { localeFacts, type Localised } from '@samleng/shared';

const isToday = (date: Date, now: Date) => date.toDateString() === now.toDateString();

/** A moment in figures alone, for a list that both languages read: `14:05`, `21/11 14:05`. */
export function timeFigures(moment: string, now = new Date()): string {
  const date = new Date(moment);
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return isToday(date, now) ? time : `${two(date.getDate())}/${two(date.getMonth() + 1)} ${time}`;
}

/**
 * A moment as an editor says it, in the time of their own clock: “14:05” today, else with its day.
 * @param moment ISO 8601.
 */
export function timeWords(moment: string, now = new Date()): Localised<string> {
  const date = new Date(moment);
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
  return isToday(date, now)
    ? { en: time('en'), km: `ម៉ោង ${time('km')}` }
    : { en: `${day('en')}, ${time('en')}`, km: `ថ្ងៃទី ${day('km')} ម៉ោង ${time('km')}` };
}
