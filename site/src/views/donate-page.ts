import { donatePath, locales, type Locale } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { toRedirections, type Redirections } from '../markdown/body.ts';
import { toDonation, type DonationView } from './giving.ts';
import { crumbsTo, toLayout, writtenSettings, type LayoutView } from './layout.ts';

export interface DonateView {
  readonly kind: 'donate';
  readonly layout: LayoutView;
  readonly title: string;
  readonly purpose: string;
  readonly donation: DonationView;
  /** Where the money goes, in Markdown. */
  readonly use: string;
  readonly redirections: Redirections;
}

/** The page that leads to a provider of donations; none while the settings name no provider. */
export function toDonatePage(entries: Entries): DonateView | null {
  const { locale } = entries;
  const settings = writtenSettings(entries);
  const donation = settings?.donation;
  if (!donation) return null;
  const existsIn = locales.filter((each: Locale) => entries.hasPage(donatePath(each)));
  const title = t(locale, 'donate.title', { name: settings.name });
  return {
    kind: 'donate',
    layout: toLayout(entries, {
      pathIn: donatePath,
      existsIn,
      title,
      description: donation.purpose,
      breadcrumbs: crumbsTo(locale),
      cloth: { seed: 'donate', tint: 'turmeric' },
    }),
    title,
    purpose: donation.purpose,
    donation: toDonation(donation, locale),
    use: donation.use,
    redirections: toRedirections(entries, locale, donation.use),
  };
}
