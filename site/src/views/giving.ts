import { toAmounts, type DocumentOf, type Locale } from '@samleng/shared';
import { toMoney } from '../i18n/money.ts';

type Settings = DocumentOf<'site-settings'>;

/** A form of ours that leads to a page of somebody else, by GET. */
export interface FormView {
  readonly action: string;
  /** The name of that page's site. */
  readonly host: string;
  /** What the address says already; a form would forget it. */
  readonly hidden: readonly (readonly [name: string, value: string])[];
}

/** How to sign up for the letter. */
export interface NewsletterView extends FormView {
  readonly field: string;
  readonly invitation: string;
  readonly privacy: string;
}

/** How to give money. */
export interface DonationView extends FormView {
  readonly field: string;
  readonly amounts: readonly { readonly value: string; readonly text: string }[];
  readonly currency: NonNullable<Settings['donation']>['currency'];
  /** Null where the provider does not ask how often. */
  readonly often: { readonly field: string; readonly once: string; readonly monthly: string } | null;
}

export function toNewsletter(newsletter: Settings['newsletter']): NewsletterView | null {
  if (!newsletter) return null;
  const { formUrl, emailField, invitation, privacy } = newsletter;
  return { ...toForm(formUrl), field: emailField, invitation, privacy };
}

export function toDonation(donation: NonNullable<Settings['donation']>, page: Locale): DonationView {
  const { formUrl, amountField, amounts, currency, frequencyField, onceValue, monthlyValue } = donation;
  return {
    ...toForm(formUrl),
    field: amountField,
    amounts: (toAmounts(amounts) ?? []).map((amount) => ({
      value: String(amount),
      text: toMoney(page, amount, currency),
    })),
    currency,
    often:
      frequencyField !== null && onceValue !== null && monthlyValue !== null
        ? { field: frequencyField, once: onceValue, monthly: monthlyValue }
        : null,
  };
}

function toForm(formUrl: string): FormView {
  const url = new URL(formUrl);
  const hidden = [...url.searchParams];
  url.search = '';
  return { action: url.href, host: url.host, hidden };
}
