import { localeFacts, type Locale } from '@samleng/shared';
import { withoutHidden } from './khmer.ts';

/** An amount of money as a language writes it: `$5`, `20,000៛`. Decimals only where the amount has any. */
export function toMoney(locale: Locale, amount: number, currency: 'USD' | 'KHR'): string {
  const digits = Number.isInteger(amount) ? 0 : 2;
  const format = new Intl.NumberFormat(localeFacts[locale].intl, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return withoutHidden(format.format(amount));
}
