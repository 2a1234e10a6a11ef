import type { StructuredData } from '../views/structured-data.ts';

/** Names whose values are addresses; see `StructuredData`. */
const addresses = new Set(['@id', 'url', 'item', 'image', 'mainEntityOfPage']);

/**
 * The text of a JSON-LD script: statements with whole addresses, in a form that cannot end the
 * script it stands in.
 */
export function toJsonLd(statements: readonly StructuredData[], site: URL): string {
  const whole = (value: unknown): unknown =>
    typeof value === 'string' && value.startsWith('/') ? new URL(value, site).href : value;
  const replaced = (name: string, value: unknown) => {
    if (!addresses.has(name)) return value;
    return Array.isArray(value) ? value.map(whole) : whole(value);
  };
  const json = JSON.stringify({ '@context': 'https://schema.org', '@graph': statements }, replaced);
  return json.replaceAll('<', '\\u003c');
}
