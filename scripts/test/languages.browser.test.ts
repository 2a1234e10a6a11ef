import type { ContentType, Locale } from '@samleng/shared';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByForm } from './house/admin-page.ts';
import { openBrowser } from './house/chromium.ts';
import { type Editor, signIn } from './house/editor.ts';
import { type House, makeHouse } from './house/running-house.ts';

/** One house, of which only the CMS runs, and one tab in which somebody works in Khmer; `editor` is somebody else. */
let house: House;
let browser: Browser;
let editor: Editor;
let tab: Page;

beforeAll(async () => {
  house = await makeHouse();
  await house.start('cms');
  editor = await signIn(house);
  browser = await openBrowser();
  tab = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
  await signInByForm(tab, house);
});

afterAll(async () => {
  await browser?.close();
  await house?.end();
});

const source = { title: 'A report', url: 'https://example.org/report', offline: false };
const texts: Record<Locale, Record<string, string>> = {
  en: { title: 'In English', summary: 'Short.', body: 'Text.' },
  km: { title: 'ចំណងជើង', summary: 'សេចក្តីសង្ខេប', body: 'អត្ថបទ' },
};
const shared = {
  kind: 'news',
  publishedOn: '2026-05-01',
  sources: [source],
  coverage: [{ outlet: 'The Example Gazette', title: 'Seen' }],
};

/** An article in English, in Khmer too unless told otherwise. */
async function write(slug: string, languages: readonly Locale[] = ['en', 'km']): Promise<string> {
  const documentId = await editor.create('article', 'en', { ...texts.en, ...shared, slug });
  if (languages.includes('km')) await editor.write('article', documentId, 'km', texts.km);
  return documentId;
}

async function open(type: ContentType, documentId: string, locale: Locale): Promise<void> {
  const path = `/admin/content-manager/collection-types/api::${type}.${type}/${documentId}`;
  await tab.goto(`${house.cmsUrl}${path}?plugins[i18n][locale]=${locale}`);
  await tab.locator('[data-samleng-status]:not([data-samleng-status=loading])').waitFor();
}

const field = (name: string) => tab.locator(`[name="${name}"]`);
const button = (name: string) => tab.getByRole('button', { name, exact: true });

/** Presses a button and waits for what the CMS answers to the request that the form then sends. */
async function press(name: 'Save' | 'Publish'): Promise<number> {
  const method = name === 'Save' ? 'PUT' : 'POST';
  const isAnswer = (url: string) =>
    name === 'Save' ? !url.includes('/actions/') : url.includes('/actions/publish');
  const answer = tab.waitForResponse(
    (response) =>
      response.request().method() === method &&
      response.url().includes('/content-manager/') &&
      isAnswer(response.url()),
  );
  await button(name).click();
  const status = (await answer).status();
  // The form has taken note of the answer once it is told to the editor.
  await tab.getByRole('status').or(tab.getByRole('alert')).first().waitFor();
  return status;
}

async function draft(type: ContentType, documentId: string, locale: Locale) {
  return (await editor.read(type, documentId, locale)) as Record<string, unknown>;
}

describe('Somebody who adds Khmer in the locale menu', () => {
  const choose = async (words: RegExp) => {
    await tab.getByRole('combobox', { name: 'Locales' }).click();
    await tab.getByRole('option', { name: words }).click();
  };

  it('takes nothing away from an article that was written in English', async () => {
    const documentId = await write('new-language', ['en']);
    const before = await draft('article', documentId, 'en');
    await open('article', documentId, 'en');
    await choose(/Create Khmer/);
    await field('title').fill('ចំណងជើងថ្មី');
    expect(await press('Save')).toBe(200);
    const { sources, coverage } = await draft('article', documentId, 'en');
    expect({ sources, coverage }).toEqual({ sources: before['sources'], coverage: before['coverage'] });
    expect(await draft('article', documentId, 'km')).toMatchObject({ title: 'ចំណងជើងថ្មី', ...shared });
    // The form shows now what the document has.
    await tab.getByText('A report').first().waitFor();
  });

  it('leaves the consent of a leader who is not published as it was given', async () => {
    const consent = { basis: 'given', date: '2026-01-02', scope: 'Name and role, said by telephone.' };
    const leader = {
      name: 'A leader',
      slug: 'a-leader',
      role: 'President',
      summary: 'Leads.',
      biography: 'A life.',
    };
    const documentId = await editor.create('union-leader', 'en', { ...leader, consent });
    await open('union-leader', documentId, 'en');
    await choose(/Create Khmer/);
    await field('name').fill('មេដឹកនាំ');
    expect(await press('Save')).toBe(200);
    for (const locale of ['en', 'km'] as const)
      expect(await draft('union-leader', documentId, locale)).toMatchObject({ consent });
  });
});

describe('Somebody who types in Khmer while another saves in English', () => {
  it('saves their text, and takes nothing newer away: a source, the address', async () => {
    const documentId = await write('typed-meanwhile');
    await open('article', documentId, 'km');
    await field('title').fill('ខ្ញុំកំពុងសរសេរ');
    const newer = { sources: [source, { ...source, title: 'A newer report' }], slug: 'moved-meanwhile' };
    await editor.write('article', documentId, 'en', newer);
    expect(await press('Save')).toBe(200);
    for (const locale of ['en', 'km'] as const)
      expect(await draft('article', documentId, locale)).toMatchObject(newer);
    expect(await draft('article', documentId, 'km')).toMatchObject({ title: 'ខ្ញុំកំពុងសរសេរ' });
    await tab.getByText('A newer report').first().waitFor();
    expect(await field('title').inputValue()).toBe('ខ្ញុំកំពុងសរសេរ');
    expect(await field('slug').inputValue()).toBe('moved-meanwhile');
  });

  it('publishes it without putting anything older back', async () => {
    const documentId = await write('published-meanwhile');
    await open('article', documentId, 'km');
    await field('title').fill('ផ្សាយឥឡូវ');
    const newer = { sources: [{ ...source, title: 'The only report' }], coverage: [] };
    await editor.write('article', documentId, 'en', newer);
    expect(await press('Publish')).toBe(200);
    for (const locale of ['en', 'km'] as const)
      expect(await draft('article', documentId, locale)).toMatchObject(newer);
  });

  it('changes what they mean to change themselves', async () => {
    const documentId = await write('meant-it');
    await open('article', documentId, 'km');
    await field('slug').fill('meant-it-so');
    await editor.write('article', documentId, 'en', { sources: [] });
    expect(await press('Save')).toBe(200);
    for (const locale of ['en', 'km'] as const)
      expect(await draft('article', documentId, locale)).toMatchObject({ slug: 'meant-it-so', sources: [] });
  });
});

describe('What was typed stays in the form, and can be saved again, when the CMS says no', () => {
  it('to a save, because somebody else took a correction away in the same language', async () => {
    const documentId = await write('refused');
    await editor.write('article', documentId, 'km', { corrections: [{ date: '2026-05-02', text: 'កែ' }] });
    await open('article', documentId, 'km');
    await field('title').fill('មិនត្រូវបាត់');
    await editor.write('article', documentId, 'km', { corrections: [], title: 'ចំណងជើងអ្នកផ្សេង' });
    expect(await press('Save')).toBe(400);
    await stays('មិនត្រូវបាត់');
  });

  it('to a publication that breaks a rule, while somebody else saves', async () => {
    await write('taken', ['en']);
    const documentId = await write('refused-to-publish');
    await editor.write('article', documentId, 'en', { slug: 'taken' });
    await open('article', documentId, 'km');
    await field('title').fill('មិនទាន់ផ្សាយ');
    await editor.write('article', documentId, 'en', { sources: [] });
    expect(await press('Publish')).toBe(400);
    await stays('មិនទាន់ផ្សាយ');
  });

  it('because the line is cut', async () => {
    const documentId = await write('cut-off', ['en']);
    await open('article', documentId, 'km');
    await field('title').fill('ខ្សែដាច់');
    await tab.route('**/content-manager/**', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    await button('Save').click();
    await tab.getByRole('alert').first().waitFor();
    await tab.unroute('**/content-manager/**');
    await stays('ខ្សែដាច់');
    expect(await press('Save')).toBe(200);
    expect(await draft('article', documentId, 'km')).toMatchObject({ title: 'ខ្សែដាច់', ...shared });
  });

  /** What the form would be filled with anew has arrived by then, if it were asked for. */
  async function stays(words: string): Promise<void> {
    await tab.waitForLoadState('networkidle');
    expect(await field('title').inputValue()).toBe(words);
    // The form is ready again a moment after it has the answer.
    await expect.poll(() => button('Save').isEnabled(), { timeout: 20_000 }).toBe(true);
    expect(await field('title').inputValue()).toBe(words);
  }
});

describe('What all languages share', () => {
  const discard = async () => {
    await tab.getByRole('button', { name: 'More document actions' }).first().click();
    await tab.getByRole('menuitem', { name: 'Discard changes' }).click();
    const answer = tab.waitForResponse((response) => response.url().includes('/actions/discard'));
    await button('Confirm').click();
    expect((await answer).status()).toBe(200);
  };

  it('stays as it is in English when changes are discarded in Khmer', async () => {
    const documentId = await write('discarded');
    for (const locale of ['en', 'km'] as const) await editor.publish('article', documentId, locale);
    const newer = { slug: 'discarded-moved', sources: [source, { ...source, title: 'A newer report' }] };
    await editor.write('article', documentId, 'en', newer);
    await editor.write('article', documentId, 'km', { title: 'ត្រូវបោះបង់' });
    await open('article', documentId, 'km');
    await discard();
    for (const locale of ['en', 'km'] as const)
      expect(await draft('article', documentId, locale)).toMatchObject(newer);
    expect(await draft('article', documentId, 'km')).toMatchObject({ title: 'ចំណងជើង' });
  });

  it('moves in both languages when one is published, so that another can have the address', async () => {
    const documentId = await write('an-address');
    for (const locale of ['en', 'km'] as const) await editor.publish('article', documentId, locale);
    await open('article', documentId, 'en');
    await field('slug').fill('another-address');
    expect(await press('Publish')).toBe(200);
    const other = await write('not-yet', ['en']);
    await open('article', other, 'en');
    await field('slug').fill('an-address');
    expect(await press('Publish')).toBe(200);
  });
});
