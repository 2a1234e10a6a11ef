import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, watch } from './house/chromium.ts';
import { openPatchySite, type PatchySite } from './house/patchy-site.ts';

const article = '/en/articles/yang-sophorn-learning-to-lead/';
const opinion = '/km/articles/op-ed-labour-rights-review/';
const interview = '/en/interviews/example-full/';
const unread = '/en/leaders/yang-sophorn/';
const elsewhere = '/en/about/';

let site: PatchySite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  site = await openPatchySite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.end();
});
// Each test has a phone of its own.
beforeEach(async () => {
  site.connect('good');
  site.show('on');
  context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  page = await context.newPage();
  complaints = watch(page, site.origin);
});
afterEach(() => context.close());

/** What this phone keeps, by address. */
function kept(): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map(({ url }) => new URL(url).pathname);
  })()`);
}

/** Reads a page, and waits until the phone has it. */
async function read(path: string): Promise<void> {
  await page.goto(site.origin + path);
  // Who scrolls reads; the worker comes then.
  await page.mouse.wheel(0, 200);
  await eventually(kept).toContain(path);
  // The last that a worker does for the first page: now it has a place to lead to.
  await eventually(kept).toContain(`/${path.slice(1, 3)}/saved/`);
}

/** Browsers do some of their work when they find time. */
function eventually<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 30_000 });
}

/** Puts text into one of the caches of this phone, as if it had been kept now. */
async function putInto(cache: string, path: string, text: string, at = new Date()): Promise<void> {
  const put = `caches.open(${JSON.stringify(cache)}).then((cache) => cache.put(${JSON.stringify(path)},
    new Response(${JSON.stringify(text)}, { headers: { 'x-kept-at': ${JSON.stringify(at.toISOString())} } })))`;
  await page.evaluate(put);
}

/** Pixels of a picture as it came; this program knows no browser's types. */
const widthOf = (image: unknown) => (image as { naturalWidth: number }).naturalWidth;

const bar = () => page.locator('[data-copy]');
const heading = () => page.locator('h1').first().innerText();

/** Phones end a worker that has nothing to do; the next page starts it again. */
async function endWorker(): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  await devtools.detach();
}

describe('without a connection', () => {
  it('what was read is read again, and says that it is a copy, in its language', async () => {
    await read(article);
    const title = await heading();
    await read(opinion);
    site.connect('cut');
    await page.goto(site.origin + article);
    expect(await heading()).toBe(title);
    expect(await bar().innerText()).toMatch(
      /copy kept on this phone on \d+ \w+ \d{4} at \d\d:\d\d\. Try again$/,
    );
    await page.goto(site.origin + opinion);
    expect(await bar().innerText()).toMatch(/ច្បាប់ចម្លង.* \d{4} .*សាកម្ដងទៀត$/s);
    expect(
      await page.evaluate(
        `document.fonts.ready.then(() => document.fonts.check('16px "Samleng Khmer"', 'ក'))`,
      ),
    ).toBe(true);
    site.connect('good');
    await bar().getByRole('link').click();
    await page.waitForLoadState();
    await eventually(() => bar().count()).toBe(0);
    expect(await heading()).not.toBe('');
  });

  it('a page that was never opened is answered by the list of what is kept, and the way to try again', async () => {
    await read(article);
    const title = await heading();
    await read(opinion);
    site.connect('cut');
    await page.goto(site.origin + unread);
    expect(await bar().innerText()).toContain('is not kept on this phone');
    expect(await bar().getByRole('link').getAttribute('href')).toBe(unread);
    const list = page.locator('[data-list] a');
    await eventually(() => list.count()).toBe(2);
    expect(await list.last().innerText()).toBe(title);
    expect(await list.first().getAttribute('lang')).toBe('km');
    await list.last().click();
    await eventually(heading).toBe(title);
  });

  it('pictures of what was read are there, and pages complain of nothing', async () => {
    await read(interview);
    await page.waitForLoadState('networkidle');
    site.connect('cut');
    await page.goto(site.origin + interview);
    const picture = page.locator('main img').first();
    await picture.scrollIntoViewIfNeeded();
    await eventually(() => picture.evaluate(widthOf)).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });
});

it('on a line that is stuck the copy comes after a while, and what the line brings later is kept', async () => {
  await read(article);
  site.connect('stuck');
  await page.goto(site.origin + article, { waitUntil: 'commit' });
  await eventually(() => bar().count()).toBe(1);
  site.connect('good');
  await page.goto(site.origin + article);
  expect(await bar().count()).toBe(0);
});

describe('a page that was taken down', () => {
  it('is gone from the phone once its address answers 404, with its pictures', async () => {
    await read(interview);
    await page.waitForLoadState('networkidle');
    await read(elsewhere);
    expect((await kept()).filter((path) => path.startsWith('/media/')).length).toBeGreaterThan(0);
    site.takeDown([interview], false);
    const answer = await page.goto(site.origin + interview);
    expect(answer?.status()).toBe(404);
    await eventually(kept).not.toContain(interview);
    await eventually(kept).not.toContainEqual(expect.stringMatching(/^\/media\//));
    site.connect('cut');
    await page.goto(site.origin + interview);
    expect(await bar().innerText()).toContain('is not kept');
  });

  it('is gone after a visit elsewhere, because the list says so, and so are copies that lead to it', async () => {
    await read('/en/articles/');
    await read(article);
    await read(opinion);
    site.takeDown([article], true);
    await endWorker();
    await read(elsewhere);
    await eventually(kept).not.toContain(article);
    // The list of articles named it.
    expect(await kept()).not.toContain('/en/articles/');
    expect(await kept()).toContain(opinion);
    site.connect('cut');
    await page.goto(site.origin + article);
    expect(await bar().innerText()).toContain('is not kept');
  });

  /** The page as a cache between us and the phone may still have it. */
  const copyOnTheWay = async () => (await fetch(site.origin + article)).text();

  it('does not come back from a cache on the way', async () => {
    const copy = await copyOnTheWay();
    site.takeDown([article], true);
    await read(elsewhere);
    await eventually(kept).toContain('/revoked.json');
    site.instead.set(article, (response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(copy);
    });
    await page.goto(site.origin + article);
    expect(await heading()).not.toBe('');
    await read(opinion);
    site.instead.delete(article);
    expect(await kept()).not.toContain(article);
  });

  it('goes with the next look where it came back all the same, and so does a search index with its words', async () => {
    const copy = await copyOnTheWay();
    const words = '/search-index/en/terms/0.txt';
    const putWords = () => putInto('samleng-1-search', words, 'words');
    site.takeDown([article], true);
    await read(elsewhere);
    await eventually(kept).toContain('/revoked.json');
    await putInto('samleng-1-pages', article, copy);
    await putWords();
    await endWorker();
    await read(opinion);
    await eventually(kept).not.toContain(article);
    await eventually(kept).not.toContain(words);
    // After a while no cache has such an index any more: it goes once more, and stays from then on.
    const list = await (await fetch(`${site.origin}/revoked.json`)).text();
    await putInto('samleng-1-list', '/revoked.json', list, new Date(Date.now() - 3_600_000));
    await putWords();
    await endWorker();
    await page.goto(site.origin + elsewhere);
    await eventually(kept).not.toContain(words);
    const looks = () => site.asked.filter((path) => path === '/revoked.json').length;
    const before = looks();
    await putWords();
    await endWorker();
    await page.goto(site.origin + elsewhere);
    await eventually(looks).toBeGreaterThan(before);
    await read(interview);
    expect(await kept()).toContain(words);
  });
});

describe('a phone without room', () => {
  const filler = (n: number) => `/en/articles/made-up-${n}/`;

  /** Lets the site keep so many bytes more than it does, as long as the page is open. */
  async function leaveRoom(bytes: number): Promise<void> {
    const devtools = await context.newCDPSession(page);
    const usage = await page.evaluate<number>('navigator.storage.estimate().then(({ usage }) => usage)');
    const quotaSize = Math.max(1, usage + bytes);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize });
  }

  it('keeps the copy that it has of a page, and deletes what was taken down', async () => {
    await read(article);
    await putInto('samleng-1-pages', filler(0), 'x');
    await read(opinion);
    site.takeDown([opinion], true);
    await leaveRoom(-Infinity);
    await endWorker();
    await page.goto(site.origin + article);
    await eventually(kept).not.toContain(opinion);
    expect(await kept()).toContain(article);
  });

  it('keeps what is read in the place of the oldest', async () => {
    await read(article);
    for (const n of [0, 1, 2, 3, 4, 5]) await putInto('samleng-1-pages', filler(n), 'x'.repeat(300_000));
    await leaveRoom(1000);
    await page.goto(site.origin + interview);
    await eventually(kept).toContain(interview);
    // A sixth of what there was.
    expect(await kept()).not.toContain(article);
    expect(await kept()).not.toContain(filler(0));
    expect(await kept()).toContain(filler(1));
  });
});

it('nothing of a preview is kept', async () => {
  await read(article);
  const before = await kept();
  const picture = site.asked.find((path) => path.startsWith('/_astro/') && path.endsWith('.js'));
  site.instead.set('/preview/article/a-draft/', (response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(
      `<!doctype html><title>A draft</title><h1>A draft</h1><img src="/media/of-a-draft.svg?${picture}" alt="">`,
    );
  });
  site.instead.set(`/media/of-a-draft.svg?${picture}`, (response) => {
    response.writeHead(200, { 'content-type': 'image/svg+xml' });
    response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
  });
  await page.goto(`${site.origin}/preview/article/a-draft/`);
  expect(await heading()).toBe('A draft');
  await page.waitForLoadState('networkidle');
  await read(opinion);
  const after = await kept();
  expect(after).not.toContain('/media/of-a-draft.svg');
  expect(after.filter((path) => path.startsWith('/preview/'))).toEqual([]);
  expect(before.length).toBeGreaterThan(0);
});

it('the oldest go once more than sixty pages are kept, with their files, or more than eight million bytes', async () => {
  await read(article);
  const put = (text: string) => `caches.open('samleng-1-pages').then((pages) => Promise.all(
    Array.from({ length: 60 }, (_, n) => pages.put('/en/articles/made-up-' + n + '/',
      new Response(${text}, { headers: { 'x-kept-at': new Date().toISOString() } })))))`;
  await page.evaluate(
    `caches.open('samleng-1-files').then((files) => files.put('/media/a.avif', new Response('a')))`,
  );
  await page.evaluate(put(`n === 0 ? '<img src="/media/a.avif">' : ''`));
  await read(opinion);
  // The article is the oldest of 62, the first of the made-up ones the next.
  await eventually(kept).not.toContain('/en/articles/made-up-0/');
  const left = await kept();
  expect(left).not.toContain(article);
  expect(left).not.toContain('/media/a.avif');
  expect(left).toContain('/en/articles/made-up-1/');
  expect(left).toContain('/en/saved/');
  await page.evaluate(put(`'x'.repeat(200_000)`));
  await read(interview);
  await eventually(kept).not.toContain('/en/articles/made-up-9/');
  expect(await kept()).toContain(interview);
});

describe('the list of what is kept', () => {
  const rows = () => page.locator('[data-list] li');

  it('lets a reader delete one page, or everything', async () => {
    await read(article);
    await read(interview);
    await page.goto(`${site.origin}/en/saved/`);
    await eventually(() => rows().count()).toBe(2);
    await rows()
      .filter({ has: page.locator(`[href="${interview}"]`) })
      .getByRole('button')
      .click();
    await eventually(() => rows().count()).toBe(1);
    expect(await kept()).not.toContain(interview);
    expect(await kept()).toContain(article);
    await page.getByRole('button', { name: 'Delete everything kept on this phone' }).click();
    await eventually(() => rows().count()).toBe(0);
    expect(await page.getByRole('status').isVisible()).toBe(true);
    expect(await kept()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('keeps nothing any more where the reader wants nothing to be kept, until that changes', async () => {
    await read(article);
    await page.goto(`${site.origin}/en/saved/`);
    await page.getByRole('checkbox').uncheck();
    await eventually(kept).toEqual([]);
    await page.goto(site.origin + article);
    await page.goto(site.origin + interview);
    await page.waitForLoadState('networkidle');
    await page.goto(`${site.origin}/en/saved/`);
    expect(await page.getByRole('checkbox').isChecked()).toBe(false);
    expect(await kept()).toEqual([]);
    await page.getByRole('checkbox').check();
    await read(article);
  });

  it('says without JavaScript that nothing is kept', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const without = await plain.newPage();
    await without.goto(`${site.origin}/en/saved/`);
    expect(await without.locator('main').innerText()).toContain('This browser keeps nothing.');
    expect(await without.getByRole('button').count()).toBe(0);
    await plain.close();
  });
});

it('a reader who saves data gets the smallest of the pictures below the first screen', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const visit = async () => {
    await page.goto(`${site.origin}/en/articles/example-full/`);
    const pictures = await page.locator('picture:has([loading=lazy]) img').all();
    for (const picture of pictures) {
      await picture.scrollIntoViewIfNeeded();
      // A lazy picture is asked for only some time after it came near.
      await eventually(() => picture.evaluate(widthOf)).toBeGreaterThan(0);
    }
  };
  /** Whether the pictures that a reader scrolled to came in the first of their widths. */
  const smallest = () =>
    page.evaluate<boolean[]>(`Array.from(document.querySelectorAll('picture:has([loading=lazy])'), (each) => {
      const { srcset } = each.querySelector('source:not([media])');
      return each.querySelector('img').currentSrc.endsWith(srcset.split(' ')[0]);
    })`);
  await visit();
  expect(await smallest()).toContain(false);
  // Another phone, on a slow line: a picture that is there before the script runs stays as it is.
  await context.close();
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  // Chromium has no switch for it that a test could reach.
  await page.addInitScript("Object.defineProperty(navigator.connection, 'saveData', { value: true })");
  const scriptsDone = page.waitForEvent('domcontentloaded');
  await page.route('**/media/**', async (route) => {
    await scriptsDone;
    await route.continue();
  });
  await visit();
  await eventually(async () => new Set(await smallest())).toEqual(new Set([true]));
});

it('OFFLINE=off removes the worker and all that it kept, and pages register none', async () => {
  await read(article);
  site.show('off');
  await page.goto(site.origin + interview);
  const registrations = () =>
    page.evaluate('navigator.serviceWorker.getRegistrations().then((all) => all.length)');
  await eventually(registrations).toBe(0);
  await eventually(kept).toEqual([]);
  await page.goto(site.origin + article);
  await page.waitForLoadState('networkidle');
  expect([await registrations(), await kept()]).toEqual([0, []]);
  expect(await page.locator('[href="/en/saved/"]').count()).toBe(0);
});

it('a page that nobody has begun to read costs no more than itself, and one that is looked at for long is kept', async () => {
  await page.goto(site.origin + article);
  await page.waitForLoadState('networkidle');
  expect(site.asked.slice(site.asked.lastIndexOf(article))).not.toContain('/sw.js');
  await eventually(kept).toContain(article);
});

it('weighs less than 4 KB, and a page names less than 1 KB of script', async () => {
  const weigh = async (path: string) => {
    const answer = await fetch(site.origin + path);
    expect(answer.headers.get('cache-control')).toBe(
      path === '/sw.js' ? 'no-cache' : 'public, max-age=31536000, immutable',
    );
    return gzipSync(await answer.text()).length;
  };
  await page.goto(site.origin + article);
  const scripts = await page
    .locator('script[src]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('src') ?? ''));
  expect(scripts).toHaveLength(1);
  expect(await weigh(scripts[0] ?? '')).toBeLessThan(1024);
  expect(await weigh('/sw.js')).toBeLessThan(4096);
});
