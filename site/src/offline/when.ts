/** A day and an hour on the reader's own clock, in Arabic digits. @param iso ISO 8601. */
export function whenIn(intl: string, iso: string): string {
  const format = { dateStyle: 'long', timeStyle: 'short', numberingSystem: 'latn' } as const;
  return new Intl.DateTimeFormat(intl, format).format(new Date(iso));
}
