import { searchPath } from '@samleng/shared';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyTree } from '../src/publisher/verify.ts';
import { openBrowser } from '../src/readers/browser.ts';
import { freePort } from '../src/free-port.ts';
import { nameOf, type Row, rows } from '../src/readers/kinds.ts';
import { openReaderSite, type ReaderSite } from '../src/readers/reader-site.ts';
import { complaintsAbout, openLighthouse } from '../src/readers/run-lighthouse.ts';
import { checkAxe } from './readers/check-axe.ts';
import { brokenFragments, checkHtml, pagesOf } from './readers/check-html.ts';
import { checkKeyboard } from './readers/check-keyboard.ts';
import { checkPaper } from './readers/check-paper.ts';
import { checkReflow } from './readers/check-reflow.ts';
import { checkWithoutScript, textWithScript } from './readers/check-without-script.ts';
import { Scoreboard } from './readers/scoreboard.ts';
import { measureTransfer } from './readers/transfer.ts';

/** The widths that readers come with: phones, tablets, desktops. */
const widths = [360, 768, 1280];

/** Each test opens some fifty pages; a busy machine may take its time. Milliseconds. */
vi.setConfig({ testTimeout: 900_000 });

const board = new Scoreboard([
  'axe',
  'keyboard',
  'reflow',
  'no JS',
  'print',
  'HTML',
  'bytes',
  'JS',
  'pictures',
  'Lighthouse',
]);
let site: ReaderSite;
let browser: Browser;
/** Two pages that go through the site side by side, as many as a small machine has cores. */
let pages: readonly Page[];

beforeAll(async () => {
  site = await openReaderSite({ keep: process.env['SAMLENG_READERS'] });
  browser = await openBrowser();
  // Offline copies have tests of their own; here every page comes from the server.
  const newPage = () => browser.newPage({ viewport: { width: 360, height: 800 }, serviceWorkers: 'block' });
  pages = [await newPage(), await newPage()];
});

afterAll(async () => {
  console.log(
    `\nThe readers' site, page by page (a number says how many problems, bytes are over the wire):\n\n${board}\n`,
  );
  await browser?.close();
  await site?.close();
});

/** Does something with every row, with so many rows at once. */
async function everyRow<T>(hands: readonly T[], work: (row: Row, hand: T) => Promise<void>): Promise<void> {
  const queue = [...rows];
  const all = hands.map(async (hand) => {
    for (let row = queue.shift(); row; row = queue.shift()) await work(row, hand);
  });
  await Promise.all(all);
}

/** Opens every page and gathers what a check finds. */
async function everyPage(
  column: string,
  check: (page: Page, row: Row) => Promise<string[]>,
): Promise<string[]> {
  const found: string[] = [];
  await everyRow(pages, async (row, page) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.emulateMedia({ colorScheme: 'light', media: null, reducedMotion: 'reduce' });
    const response = await page.goto(site.origin + row.path);
    const status = row.name === 'not found' ? 404 : 200;
    const isThere = response?.status() === status;
    const problems = isThere ? await check(page, row) : [`answers ${response?.status()}, not ${status}`];
    found.push(...board.note(row, column, problems));
  });
  return found;
}

describe('Every kind of page, in both languages', () => {
  it('satisfies axe at 360, 768 and 1280 px, light and dark', async () => {
    expect(await everyPage('axe', (page) => checkAxe(page, widths))).toEqual([]);
  });

  it('can be travelled by keyboard alone', async () => {
    expect(await everyPage('keyboard', checkKeyboard)).toEqual([]);
  });

  it('cuts no text and never scrolls sideways, zoomed or spaced out, and has targets for thumbs', async () => {
    expect(await everyPage('reflow', checkReflow)).toEqual([]);
  });

  it('reads the same without JavaScript', async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 800 },
    });
    const problems = await everyPage('no JS', async (page, row) => {
      const plain = await context.newPage();
      await plain.goto(site.origin + row.path);
      const found = await checkWithoutScript(plain, row, await textWithScript(page));
      await plain.close();
      return found;
    });
    await context.close();
    expect(problems).toEqual([]);
  });

  it('prints without menus, with addresses and a QR code', async () => {
    expect(await everyPage('print', checkPaper)).toEqual([]);
  });
});

describe('Passing a page on', () => {
  it.each([
    ['en', 'Copied'],
    ['km', 'បានចម្លង'],
  ] as const)('copies its address, and says so in %s', async (locale, said) => {
    const row = rows.find((each) => each.name === 'article, text' && each.locale === locale);
    const context = await browser.newContext({
      viewport: { width: 360, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    await page.goto(site.origin + row?.path);
    const copy = page.locator('[data-take]');
    await copy.getByRole('button').click();
    await expect.poll(() => copy.getByRole('status').textContent()).toBe(said);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(site.origin + row?.path);
    await context.close();
  });

  it('hands it to another app where the browser can, and shows no button where it cannot', async () => {
    const [row] = rows.filter(({ name }) => name === 'article, text');
    const open = async (script: string) => {
      const page = await browser.newPage();
      await page.addInitScript(script);
      await page.goto(site.origin + row?.path);
      return page;
    };
    // Only phones and some desktops have it; Chromium here has not.
    const able = await open('navigator.share = (what) => { window.sent = what; return Promise.resolve(); }');
    await able.locator('[data-send] button').click();
    expect(await able.evaluate('window.sent.url')).toBe(site.origin + row?.path);
    await able.close();
    const unable = await open(
      'Object.defineProperties(navigator, { share: { value: undefined }, clipboard: { value: undefined } })',
    );
    await unable.waitForLoadState('networkidle');
    expect(
      await unable
        .locator('.pass-on button')
        .evaluateAll((all) => all.filter((each) => each.checkVisibility()).length),
    ).toBe(0);
    await unable.close();
  });
});

describe('Every page of the site', () => {
  it('is valid HTML', async () => {
    const pages = pagesOf(site.tree);
    const found: string[] = [];
    for (const [path, html] of pages) {
      const problems = await checkHtml(html, path);
      const row = rows.find(
        (each) => each.path === path || (each.name === 'not found' && path === '/404.html'),
      );
      found.push(
        ...(row ? board.note(row, 'HTML', problems) : problems.map((problem) => `${path}: ${problem}`)),
      );
    }
    expect(found).toEqual([]);
  });

  it('links only to pages, and to places on them, that exist', () => {
    expect(verifyTree(site.tree, site.origin).problems).toEqual([]);
    expect(brokenFragments(pagesOf(site.tree), site.origin)).toEqual([]);
  });
});

/** Of what the browser received, in KB of 1024 bytes. */
const budgets = { 'article, text': { en: 25, km: 45 }, picture: 30, script: 2, search: 40 };
const kilobytes = (bytes: number) => Number((bytes / 1024).toFixed(1));

describe('Over the wire, everything counted', () => {
  it('a text article weighs at most 25 KB in English and 45 KB in Khmer, a picture adds 30 KB, and scripts weigh 2 KB', async () => {
    const found: string[] = [];
    // Most of the time is waiting for silence, so several phones may wait at once.
    await everyRow([1, 2, 3, 4], async (row) => {
      const { total, images, scriptBodies, addresses } = await measureTransfer(
        browser,
        site.origin + row.path,
      );
      board.put(row, 'bytes', `${kilobytes(total)} KB`);
      board.put(row, 'JS', `${kilobytes(scriptBodies)}`);
      board.put(row, 'pictures', `${kilobytes(images)}`);
      const complain = (what: string) =>
        found.push(`${row.name}, ${row.locale}: ${what}\n  ${addresses.join('\n  ')}`);
      const most = row.name === 'article, text' ? budgets[row.name][row.locale] : Infinity;
      if (kilobytes(total) > most) complain(`${kilobytes(total)} KB, and ${most} are allowed`);
      if (row.name === 'article, picture' && kilobytes(images) > budgets.picture)
        complain(`its pictures weigh ${kilobytes(images)} KB, and ${budgets.picture} are allowed`);
      if (!row.tool && kilobytes(scriptBodies) > budgets.script)
        complain(`its scripts weigh ${kilobytes(scriptBodies)} KB, and ${budgets.script} are allowed`);
    });
    expect(found).toEqual([]);
  });

  it.each([
    ['en', 'union'],
    ['km', 'សហជីព'],
  ] as const)('a first search in %s weighs at most 40 KB, page, font and index', async (locale, words) => {
    const { total, addresses } = await measureTransfer(browser, site.origin + searchPath(locale), {
      async then(open) {
        await open.locator('input[type="search"]').fill(words);
        await open.keyboard.press('Enter');
        await open.locator('#results li').first().waitFor();
      },
    });
    console.log(`A first search in ${locale}: ${kilobytes(total)} KB`);
    expect(kilobytes(total), addresses.join('\n')).toBeLessThanOrEqual(budgets.search);
  });

  it('says what the worker that keeps pages fetches behind a first visit', async () => {
    for (const row of rows.filter(({ name }) => name === 'article, text')) {
      const { total } = await measureTransfer(browser, site.origin + row.path);
      const before = site.sent();
      await measureTransfer(browser, site.origin + row.path, { behind: 3000 });
      const behind = site.sent() - before - total;
      console.log(`${nameOf(row)}: ${kilobytes(total)} KB for the page, ${kilobytes(behind)} KB behind it`);
      // Less would mean that no worker came, and that nothing was measured.
      expect(behind).toBeGreaterThan(1024);
    }
  });
});

describe('Lighthouse, mobile, on the pages that most readers open', () => {
  it('finds nothing amiss on the front page and an article; `pnpm lighthouse` asks about all, and their speed', async () => {
    const lighthouse = await openLighthouse(await freePort());
    const short: string[] = [];
    for (const row of rows.filter(({ name }) => name === 'home' || name === 'article, text')) {
      const scores = await lighthouse.run(site.origin, row);
      const { performance, accessibility, bestPractices, seo, shift } = scores;
      board.put(row, 'Lighthouse', [performance, accessibility, bestPractices, seo, shift].join(' '));
      // How fast a page seems depends on what else this machine does.
      const complaints = complaintsAbout({ ...scores, performance: 100 });
      short.push(...complaints.map((complaint) => `${nameOf(row)}: ${complaint}`));
    }
    await lighthouse.close();
    expect(short).toEqual([]);
  });
});
