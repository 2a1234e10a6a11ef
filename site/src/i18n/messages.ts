import type { Locale, Localised } from '@samleng/shared';
import en from './en.json' with { type: 'json' };
import km from './km.json' with { type: 'json' };

/** The name of a sentence of the interface. English has them all; a language that misses one does not compile. */
export type MessageKey = keyof typeof en;

const messages: Localised<Readonly<Record<MessageKey, string>>> = { en, km };

/**
 * A sentence of the interface in one language.
 * @param values what stands in for each `{name}` in the sentence.
 * @throws Error when the sentence asks for a value that was not given.
 */
export function t(
  locale: Locale,
  key: MessageKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return messages[locale][key].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new Error(`The message "${key}" needs a value for "${name}". Pass it to t().`);
    }
    return String(value);
  });
}

/** A sentence cut at one of its values, for words that become a link: `By {names}` → `['By ', '']`. */
export function around(locale: Locale, key: MessageKey, name: string): readonly [string, string] {
  const [before = '', after = ''] = messages[locale][key].split(`{${name}}`);
  return [before, after];
}
