import type { DocumentOf } from '@samleng/shared';
import { describe, expect, test } from 'vitest';
import { ContentIndex } from '../src/content/content-index.ts';
import { toDonatePage } from '../src/views/donate-page.ts';
import { toLayout } from '../src/views/layout.ts';
import { make } from './support/documents.ts';

type Settings = DocumentOf<'site-settings'>;

const donation: Settings['donation'] = {
  formUrl: 'https://give.example.org/form?campaign=7',
  amountField: 'amount',
  frequencyField: 'often',
  onceValue: 'one',
  monthlyValue: 'month',
  currency: 'USD',
  amounts: '5, 2.5',
  purpose: 'For paper.',
  use: 'All of it.',
};
const settings = (more: Partial<Settings>) => make('site-settings', 'the-settings', more);
const entriesWith = (more: Partial<Settings>) => new ContentIndex([settings(more)]).entries;
const layoutOf = (more: Partial<Settings>) =>
  toLayout(entriesWith(more).en, { pathIn: (each) => `/${each}/`, title: null });

describe('giving money', () => {
  test('is not spoken of while no provider is named', () => {
    const { en } = entriesWith({ donation: null });
    expect(toDonatePage(en)).toBeNull();
    expect(en.hasPage('/en/donate/')).toBe(false);
    expect(layoutOf({ donation: null }).navigation.map(({ href }) => href)).not.toContain('/en/donate/');
  });

  test('has a page and a link once it is, in the languages that name one', () => {
    const { en, km } = entriesWith({ donation });
    expect(toDonatePage(en)?.layout.languages).toEqual([{ locale: 'km', href: null }]);
    expect([en.hasPage('/en/donate/'), toDonatePage(km)]).toEqual([true, null]);
    expect(layoutOf({ donation }).navigation.at(-1)).toMatchObject({ href: '/en/donate/', text: 'Donate' });
  });

  test('keeps what the provider’s address says, which a form by GET would drop', () => {
    expect(toDonatePage(entriesWith({ donation }).en)?.donation).toMatchObject({
      action: 'https://give.example.org/form',
      host: 'give.example.org',
      hidden: [['campaign', '7']],
      amounts: [
        { value: '5', text: '$5' },
        { value: '2.5', text: '$2.50' },
      ],
      often: { field: 'often', once: 'one', monthly: 'month' },
    });
  });

  test('is linked once, where the editor put it', () => {
    const navigation = [
      { label: 'Give', href: '/donate/' },
      { label: 'Articles', href: '/articles/' },
    ];
    expect(layoutOf({ donation, navigation }).navigation.map(({ text }) => text)).toEqual([
      'Give',
      'Articles',
    ]);
  });
});
