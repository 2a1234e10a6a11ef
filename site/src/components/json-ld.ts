import type { StructuredData } from '../views/structured-data.ts';

/** Names whose values are addresses; see `StructuredData`. */
const addresses = new Set(['@id', 'url', 'item', 'image', 'logo']);

/**
 * The text of a JSON-LD script: statements with whole addresses, in a form that cannot end the
 * script it stands in.
 */
export function toJsonLd(statements: readonly StructuredData[], site: URL): string {
  const whole = (name: string, value: unknown) =>
    addresses.has(name) && typeof value === 'string' && value.startsWith('/')
      ? new URL(value, site).href
      : value;
  const json = JSON.stringify({ '@context': 'https://schema.org', '@graph': statements }, whole);
  return json.replaceAll('<', '\\u003c');
}
