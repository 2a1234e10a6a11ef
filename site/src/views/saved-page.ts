import { savedPath } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';

export interface SavedView {
  readonly kind: 'saved';
  readonly layout: LayoutView;
}

/** The page that lists what this phone keeps; a script fills it in, since only the phone knows. */
export function toSavedPage(entries: Entries): SavedView {
  const { locale } = entries;
  return {
    kind: 'saved',
    layout: toLayout(entries, {
      pathIn: savedPath,
      title: t(locale, 'saved.title'),
      description: t(locale, 'saved.lead'),
      breadcrumbs: crumbsTo(locale),
      cloth: { seed: 'saved', tint: 'indigo' },
      unlisted: true,
    }),
  };
}
