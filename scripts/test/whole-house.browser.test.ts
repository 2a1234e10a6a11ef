import { type Locale, localeOfPath } from '@samleng/shared';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, watch } from './house/chromium.ts';
import { read, untilLive } from './house/live-site.ts';
import { eventually, type House, makeHouse } from './house/running-house.ts';

let house: House;
let browser: Browser;
let admin: Page;

beforeAll(async () => {
  house = await makeHouse({ SAMLENG_SEED: 'if-empty' });
  await house.start('cms');
  await house.start('site');
  await house.start('publisher');
  await untilLive(house);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
  admin = await context.newPage();
});

afterAll(async () => {
  await browser?.close();
  await house?.end();
});

/** Every address of the live sitemap, plus the pages that stand outside it. */
async function allPaths(): Promise<string[]> {
  const locations = (text: string) =>
    (text.match(/(?<=<loc>)[^<]+/g) ?? []).map((url) => new URL(url).pathname);
  const sitemaps = locations((await read(house, '/sitemap-index.xml')).text);
  const pages = await Promise.all(sitemaps.map(async (path) => locations((await read(house, path)).text)));
  return ['/', '/404.html', ...pages.flat()];
}

describe('Every page of the live site', () => {
  it('fits 360, 768 and 1280 px, asks no other host and raises no error', async () => {
    const paths = await allPaths();
    expect(paths.length).toBeGreaterThan(30);
    const found: string[] = [];
    for (const width of [360, 768, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 800 } });
      const page = await context.newPage();
      const complaints = watch(page, new URL(house.siteUrl).origin);
      for (const path of paths) {
        complaints.length = 0;
        await page.goto(house.siteUrl + path);
        const tooWide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        if (Number(tooWide) > 0) complaints.push(`scrolls sideways by ${String(tooWide)} px`);
        const lang = await page.getAttribute('html', 'lang');
        const expected = localeOfPath(path);
        if (expected && lang !== expected) complaints.push(`says lang="${lang}"`);
        found.push(...complaints.map((complaint) => `${path} at ${width} px: ${complaint}`));
      }
      await context.close();
    }
    expect(found).toEqual([]);
  });

  it('reads without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    for (const path of await allPaths()) {
      await page.goto(house.siteUrl + path);
      expect((await page.locator('main').innerText()).trim().length, path).toBeGreaterThan(20);
      expect(await page.locator('h1').count(), path).toBe(1);
    }
    await context.close();
  });
});

describe('An editor in the admin', () => {
  const titles = { en: 'Edited in a real browser', km: 'កែសម្រួលក្នុងកម្មវិធីរុករក' };

  /** Opens the list of articles in a language and, from there, the one whose title says `words`. */
  async function openArticle(locale: Locale, words: string): Promise<void> {
    const list = '/admin/content-manager/collection-types/api::article.article';
    await admin.goto(`${house.cmsUrl}${list}?plugins[i18n][locale]=${locale}`);
    await admin.getByRole('row').filter({ hasText: words }).first().click();
    await admin.locator('[name="title"]').waitFor();
  }
  const press = (name: string) => admin.getByRole('button', { name, exact: true }).click();
  const says = (words: RegExp) =>
    eventually(
      `the admin says ${words}`,
      async () => words.test(await admin.locator('body').innerText()),
      20,
    );

  it('signs in', async () => {
    await admin.goto(`${house.cmsUrl}/admin`);
    await admin.getByLabel('Email*').fill(house.environment['ADMIN_EMAIL'] ?? '');
    await admin.getByLabel('Password*').fill(house.environment['ADMIN_PASSWORD'] ?? '');
    await press('Login');
    await admin
      .getByRole('link', { name: /content manager/i })
      .first()
      .waitFor({ timeout: 60_000 });
  });

  it.each([
    ['en', 'Sophorn'],
    ['km', 'សុភ័ណ'],
  ] as const)('publishes an edit in %s and reads it on the live page', async (locale, words) => {
    const title = titles[locale];
    await openArticle(locale, words);
    const path = `/${locale}/articles/${await admin.locator('[name="slug"]').inputValue()}/`;
    await admin.locator('[name="title"]').fill(title);
    await press('Publish');
    await eventually(
      `${path} shows the edit`,
      async () => (await read(house, path)).text.includes(title),
      90,
    );

    const reader = await browser.newPage();
    await reader.goto(house.siteUrl + path);
    expect(await reader.locator('h1').innerText()).toBe(title);
    await reader.goto(`${house.siteUrl}/${locale}/articles/`);
    expect(await reader.locator('main').innerText()).toContain(title);
    await reader.close();
  });

  it('is told in both languages what is missing when a publish is refused, and loses nothing', async () => {
    await openArticle('en', titles.en);
    await admin.locator('[name="summary"]').fill('');
    await admin.locator('[name="title"]').fill('A title that must survive the refusal');
    await press('Publish');
    await says(/Fill in this field/);
    await says(/សូមបំពេញចន្លោះនេះ/);
    expect(await admin.locator('[name="title"]').inputValue()).toBe('A title that must survive the refusal');
  });

  it('is told in both languages when the rules of the house refuse a publish', async () => {
    await openArticle('en', titles.en);
    await admin.locator('[name="slug"]').fill('Not A Slug');
    await press('Publish');
    await says(/small Latin letters/);
    await says(/អក្សរឡាតាំងតូច/);
  });

  it('sees a draft on the real page through Preview, which nobody else can open', async () => {
    await openArticle('en', titles.en);
    await admin.locator('[name="title"]').fill('Only in the draft');
    await press('Save');
    await says(/saved/i);
    await admin.getByRole('link', { name: /preview/i }).click();
    const frame = admin.frameLocator('iframe');
    await frame.locator('h1').waitFor();
    expect(await frame.locator('h1').innerText()).toBe('Only in the draft');

    const address = (await admin.locator('iframe').getAttribute('src')) ?? '';
    const signed = await fetch(address);
    expect(signed.headers.get('cache-control')).toContain('no-store');
    expect(signed.headers.get('x-robots-tag')).toContain('noindex');
    expect(signed.headers.get('content-security-policy')).toContain(
      `frame-ancestors ${new URL(house.cmsUrl).origin}`,
    );
    const forged = new URL(address);
    forged.searchParams.set('signature', '0'.repeat(64));
    expect((await fetch(forged)).status).toBe(403);
    expect((await read(house, '/en/articles/')).text).not.toContain('Only in the draft');
  });
});
