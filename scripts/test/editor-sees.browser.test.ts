import type { Localised } from '@samleng/shared';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByForm } from './house/admin-page.ts';
import { openBrowser } from './house/chromium.ts';
import { type CuttingProxy, cuttingProxy } from './house/cutting-proxy.ts';
import { type Editor, signIn } from './house/editor.ts';
import { liveRelease, logRevision, read, untilLive } from './house/live-site.ts';
import { eventually, type House, makeHouse } from './house/running-house.ts';

let house: House;
let proxy: CuttingProxy;
let browser: Browser;
let editor: Editor;
/** One tab on the article, one on the home page, both left alone while things happen. */
let article: Page;
let home: Page;
let documentId: string;

const title = 'Seen on its way';
/** How the panel says it; the first Khmer words are enough to know the line by. */
const panelSays = {
  draft: { en: 'Draft only', km: 'សេចក្តីព្រាងប៉ុណ្ណោះ' },
  waiting: { en: 'Published, waiting', km: 'បានផ្សាយ កំពុងរង់ចាំ' },
  safe: { en: 'Nothing is lost', km: 'គ្មានអ្វីបាត់បង់ឡើយ' },
  building: { en: 'Building', km: 'កំពុងរៀបចំទំព័រ' },
  live: { en: 'Live', km: 'កំពុងផ្សាយលើគេហទំព័រ' },
  failed: { en: 'Published, not live', km: 'បានផ្សាយ តែមិនទាន់ឡើងគេហទំព័រ' },
  unreadable: { en: 'could not read from this system', km: 'មិនអាចអានពីប្រព័ន្ធនេះបានទេ' },
} as const;
const widgetSays = {
  waiting: { en: 'Changes are waiting', km: 'មានការកែកំពុងរង់ចាំ' },
  building: panelSays.building,
  live: { en: 'Everything published is live', km: 'អ្វីដែលបានផ្សាយ ឡើងគេហទំព័រទាំងអស់ហើយ' },
  failed: { en: 'Changes are held up', km: 'ការកែមិនទាន់អាចឡើងគេហទំព័រ' },
} as const;

const editPath = (locale: string) =>
  `/admin/content-manager/collection-types/api::article.article/${documentId}?plugins[i18n][locale]=${locale}`;

beforeAll(async () => {
  proxy = await cuttingProxy(() => Number(house.environment['CMS_PORT']));
  house = await makeHouse({ SAMLENG_SEED: 'if-empty' });
  await house.start('cms');
  await house.start('site');
  await startPublisher();
  await untilLive(house);
  editor = await signIn(house);
  documentId = await editor.create('article', 'en', {
    title,
    slug: 'seen-on-its-way',
    summary: 'An article that is watched.',
    body: 'Text.',
    kind: 'news',
    publishedOn: '2026-05-01',
  });
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
  article = await context.newPage();
  await signInByForm(article, house);
  home = await context.newPage();
  await home.goto(`${house.cmsUrl}/admin`);
  await home.locator('[data-samleng-site]').waitFor({ timeout: 60_000 });
  await record(home, '[data-samleng-site]');
  await openEditView('en');
});

afterAll(async () => {
  await browser?.close();
  await house?.end();
  await proxy?.close();
});

/** The publisher reads the CMS through the proxy, by which the test slows it down or cuts it off. */
const startPublisher = () => house.start('publisher', { CMS_URL: proxy.url });

async function openEditView(locale: string): Promise<void> {
  await article.goto(house.cmsUrl + editPath(locale));
  await article.locator('[data-samleng-status]:not([data-samleng-status=loading])').waitFor();
  await record(article, '[data-samleng-status]');
}

/** Keeps every text that a place on a page goes through, however short it stands there. */
async function record(page: Page, place: string): Promise<void> {
  await page.evaluate(`(() => {
    window.seen = [];
    const look = () => {
      const text = document.querySelector(${JSON.stringify(place)})?.innerText ?? '';
      if (text && text !== window.seen.at(-1)) window.seen.push(text);
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  })()`);
}

const seen = async (page: Page) => (await page.evaluate('window.seen')) as string[];
const forget = async (page: Page) =>
  void (await page.evaluate('window.seen.splice(0, window.seen.length - 1)'));

/** A text says something when it says it in both languages, each on lines of its own. */
const says = (text: string, words: Localised<string>) => text.includes(words.en) && text.includes(words.km);
/** The headline stands on the first two lines. */
const isHeaded = (text: string, words: Localised<string>) => {
  const [en, km] = text.split('\n').map((line) => line.trim());
  return en === words.en && km === words.km;
};

/** Waits until a place has gone through these headlines in this order, others between them or not. */
async function goesThrough(page: Page, headlines: readonly Localised<string>[], seconds = 60): Promise<void> {
  let texts: string[] = [];
  const inOrder = () => {
    let from = 0;
    return headlines.every((words) => {
      const at = texts.findIndex((text, index) => index >= from && isHeaded(text, words));
      from = at + 1;
      return at >= 0;
    });
  };
  try {
    await eventually(
      `it goes through ${headlines.map(({ en }) => en).join(' → ')}`,
      async () => {
        texts = await seen(page);
        return inOrder();
      },
      seconds,
    );
  } catch (error) {
    throw new Error(`Seen were:\n${texts.join('\n—\n')}\n${house.outputOf('publisher').slice(-1500)}`, {
      cause: error,
    });
  }
}

async function publishWith(words: string): Promise<void> {
  await article.locator('[name="title"]').fill(words);
  await article.getByRole('button', { name: 'Publish', exact: true }).click();
}

describe('An editor who stays on the page', () => {
  it('sees that a draft is only a draft, and that the other language is not written yet', async () => {
    await goesThrough(article, [panelSays.draft]);
    await openEditView('km');
    await goesThrough(article, [{ en: 'Not written yet', km: 'មិនទាន់សរសេរ' }]);
    await openEditView('en');
  });

  it('sees a publication wait, safe, while no publisher runs', async () => {
    await house.stop('publisher');
    await publishWith(title);
    await goesThrough(article, [panelSays.draft, panelSays.waiting]);
    await eventually('it says that nothing is lost', async () =>
      (await seen(article)).some((text) => says(text, panelSays.safe)),
    );
    await goesThrough(home, [widgetSays.live, widgetSays.waiting]);
    const link = home.locator('[data-samleng-site]').getByRole('link', { name: title });
    expect(await link.getAttribute('href')).toBe(editPath('en'));
    // Nothing is said to be there before it is.
    expect(await article.getByRole('link', { name: /See the page/ }).count()).toBe(0);
  });

  it('sees it being built, and live at the page that the link opens', async () => {
    proxy.delay = 2500;
    await startPublisher();
    await goesThrough(article, [panelSays.waiting, panelSays.building, panelSays.live]);
    await goesThrough(home, [widgetSays.waiting, widgetSays.building, widgetSays.live]);
    proxy.delay = 0;
    const link = article.getByRole('link', { name: /See the page.*មើលទំព័រ/s });
    const address = (await link.getAttribute('href')) ?? '';
    expect(address).toBe(`${house.siteUrl}/en/articles/seen-on-its-way/`);
    expect((await read(house, new URL(address).pathname)).text).toContain(title);
    const { revision } = await liveRelease(house);
    const widget = await home.locator('[data-samleng-site]').innerText();
    expect(widget).toContain(`Publication ${revision}, since`);
    expect(widget).toContain(`ការផ្សាយលេខ ${revision}`);
    expect(widget).toMatch(/Nothing waits\.\s+គ្មានអ្វីរង់ចាំទេ។/);
  });

  it('sees that and why it failed, with the publisher’s words, and that it went live in the end', async () => {
    await forget(article);
    await forget(home);
    proxy.cut = true;
    await publishWith(`${title}, twice`);
    await goesThrough(article, [panelSays.live, panelSays.failed]);
    await goesThrough(home, [widgetSays.live, widgetSays.failed]);
    for (const page of [article, home]) {
      const text = (await seen(page)).find((one) => says(one, panelSays.unreadable)) ?? '';
      expect(text).toContain('For the technician');
      expect(text).toMatch(/^The (CMS|content feed) .*127\.0\.0\.1/m);
    }
    proxy.cut = false;
    await goesThrough(article, [panelSays.failed, panelSays.live], 90);
    await goesThrough(home, [widgetSays.failed, widgetSays.live], 90);
    expect((await read(house, '/en/articles/seen-on-its-way/')).text).toContain(`${title}, twice`);
  });

  it('sees a change that is saved and not published, and something taken down', async () => {
    await article.locator('[name="title"]').fill('Not for readers yet');
    await article.getByRole('button', { name: 'Save', exact: true }).click();
    await goesThrough(article, [{ en: 'Live, changed since', km: 'កំពុងផ្សាយ តែមានការកែថ្មី' }]);
    await editor.unpublish('article', documentId, 'en');
    await goesThrough(article, [{ en: 'Taken down', km: 'បានដកចេញពីគេហទំព័រ' }]);
    expect((await read(house, '/en/articles/seen-on-its-way/')).status).toBe(404);
  });

  it('asks nothing while the tab is hidden, and looks at once when it is shown again', async () => {
    const asked: string[] = [];
    article.on('request', (request) => {
      if (request.url().includes('/samleng/')) asked.push(request.url());
    });
    const hide = (hidden: boolean) =>
      article.evaluate(`(() => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
        document.dispatchEvent(new Event('visibilitychange'));
      })()`);
    await hide(true);
    // What was asked before may still be answered, and would ask once more.
    await eventually('questions end', async () => {
      const before = asked.length;
      await editor.publish('article', documentId, 'en');
      await untilLive(house);
      return asked.length === before;
    });
    expect((await seen(article)).at(-1)).toContain('Taken down');
    await hide(false);
    await goesThrough(article, [{ en: 'Taken down', km: 'បានដកចេញពីគេហទំព័រ' }, panelSays.live]);
  });
});

it('the log of the CMS names each publication by the number that the site then states', async () => {
  const revision = await logRevision(house);
  expect(house.outputOf('cms')).toContain(`Publication ${revision}: article ${documentId} en published.`);
});
