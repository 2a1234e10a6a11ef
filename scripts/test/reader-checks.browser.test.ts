import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../src/listen.ts';
import { openBrowser } from '../src/readers/browser.ts';
import { rows, type Row } from '../src/readers/kinds.ts';
import { checkAxe } from './readers/check-axe.ts';
import { brokenFragments, checkHtml } from './readers/check-html.ts';
import { checkKeyboard } from './readers/check-keyboard.ts';
import { checkPaper } from './readers/check-paper.ts';
import { checkReflow } from './readers/check-reflow.ts';
import { checkWithoutScript } from './readers/check-without-script.ts';
import { measureTransfer } from './readers/transfer.ts';

// A check that never complains proves nothing. Here each gets a page that is right, and the same page
// with one thing spoiled.

let server: Server;
let origin: string;
let browser: Browser;
let page: Page;
/** What the server answers, by path. */
let files: Record<string, string>;

const piece = rows.find(({ name }) => name === 'article, text') as Row;

beforeAll(async () => {
  server = createServer((request, response) => {
    const body = Buffer.from(files[request.url ?? ''] ?? '');
    const type = request.url?.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(body.length === 0 ? 404 : 200, {
      'content-type': type,
      'content-length': body.length,
    });
    response.end(body);
  });
  origin = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1', 'SITE_PORT')}`;
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 360, height: 800 }, reducedMotion: 'reduce' });
});

afterAll(async () => {
  await browser?.close();
  if (server) await closeServer(server, 200);
});

beforeEach(() => {
  files = {};
});

/** A page that every check is content with. */
const right = {
  style: `
    :root { color-scheme: light dark }
    body { background: #fff; color: #111; font: 18px/1.5 sans-serif; margin: 0 }
    a { color: #00309c; display: inline-block; min-height: 44px }
    a:focus-visible { outline: 3px solid #000 }
    .skip { position: absolute; left: -999px } .skip:focus { left: 0 }
    @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } a { color: #9cf } }
    @media print { nav, .skip { display: none } body { background: #fff; color: #000 } main a::after { content: ' <' attr(href) '>' } }`,
  nav: '<nav aria-label="Main"><a href="/list/">Everything</a></nav>',
  main: `<h1>A piece</h1><p>Some words about a thing that took place, in order.</p>
    <h2>A part</h2><p>More is said <a href="https://example.org/">elsewhere</a>.</p><i class="qr">code</i>`,
  script: '',
};

async function show(spoilt: Partial<typeof right> = {}): Promise<void> {
  const { style, nav, main, script } = { ...right, ...spoilt };
  files['/'] = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A piece</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>
    <a class="skip" href="#main">Skip</a><header>${nav}</header><main id="main" tabindex="-1">${main}</main>
    <footer>The end</footer><script>${script}</script></body></html>`;
  await page.emulateMedia({ colorScheme: 'light', media: null, reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`${origin}/`);
}

describe('A page with nothing wrong', () => {
  it('satisfies every check', async () => {
    for (const check of [
      () => checkAxe(page, [360]),
      () => checkKeyboard(page, piece),
      () => checkReflow(page),
      async () => checkWithoutScript(page, piece, await page.locator('main').innerText()),
      () => checkPaper(page, piece),
    ]) {
      await show();
      expect(await check()).toEqual([]);
    }
  });
});

describe('The check by axe', () => {
  it('finds a picture without words, and colours that only the dark theme spoils', async () => {
    await show({ main: `${right.main}<img src="data:,">` });
    expect((await checkAxe(page, [360])).join()).toMatch(/image-alt.*360 px light/);
    await show({ style: right.style.replace('color: #eee', 'color: #333') });
    const found = (await checkAxe(page, [360])).join();
    expect(found).toMatch(/color-contrast.*360 px dark/);
    expect(found).not.toContain('light');
  });

  it('finds targets too close for a thumb', async () => {
    const style = `${right.style} main button { width: 12px; height: 12px; padding: 0; border: 0; margin: 0 }`;
    await show({
      style,
      main: `${right.main}<div style="display: flex"><button>a</button><button>b</button></div>`,
    });
    expect((await checkAxe(page, [360])).join()).toContain('target-size');
  });
});

describe('The keyboard check', () => {
  const spoilt = {
    'no skip link': [
      { style: `${right.style} .skip { display: none }` },
      /first Tab does not reach a skip link/,
    ],
    'a skip link that stays out of sight': [
      { style: right.style.replace('left: 0', 'left: -999px') },
      /skip link (cannot be seen|“)|cannot be seen/,
    ],
    'a focus that does not show': [
      { style: `${right.style} nav a:focus-visible { outline: none }` },
      /does not show that it has the focus/,
    ],
    'a focus under something else': [
      { style: `${right.style} footer { position: fixed; inset: 0; background: #fff }` },
      /cannot be seen/,
    ],
    'another order than is seen': [
      { nav: `${right.nav}<a href="/other/" tabindex="1">First</a>` },
      /skip link|out of order/,
    ],
    'a trap': [
      {
        script:
          'document.querySelector("nav a").addEventListener("keydown", (event) => event.key === "Tab" && event.preventDefault())',
      },
      /Tab never reaches/,
    ],
    'a level of headings left out': [
      { main: right.main.replaceAll('h2', 'h4') },
      /follows a heading of level 1/,
    ],
    'two h1': [{ main: right.main.replaceAll('h2', 'h1') }, /has 2 h1/],
  } satisfies Record<string, [Partial<typeof right>, RegExp]>;

  it.each(Object.entries(spoilt))('finds %s', async (_name, [changes, sentence]) => {
    await show(changes);
    expect((await checkKeyboard(page, piece)).join()).toMatch(sentence);
  });
});

describe('The reflow check', () => {
  const spoilt = {
    'a page wider than the window': [
      { main: `${right.main}<p style="width: 700px">Wide</p>` },
      /640 px: scrolls sideways/,
    ],
    'a row that scrolls by itself': [
      { main: `${right.main}<div style="overflow-x: auto"><p style="width: 700px">Wide</p></div>` },
      /“Wide” scrolls sideways/,
    ],
    'text that larger letters cut': [
      {
        main: `${right.main}<p style="height: 30px; overflow: hidden; font-size: 1rem">A line of some words</p>`,
      },
      /letters at 200 %.* is cut by/,
    ],
    'text that a reader’s own spacing cuts': [
      {
        main: `${right.main}<p style="width: 13em; overflow: hidden; white-space: nowrap">A line of some twenty words</p>`,
      },
      /spaced out.* is cut by/,
    ],
    'a button too low for a thumb': [
      { main: `${right.main}<button style="height: 30px">Press</button>` },
      /“Press” is \d+ × 30 px/,
    ],
  } satisfies Record<string, [Partial<typeof right>, RegExp]>;

  it.each(Object.entries(spoilt))('finds %s', async (_name, [changes, sentence]) => {
    await show(changes);
    expect((await checkReflow(page)).join('\n')).toMatch(sentence);
  });
});

describe('The check without JavaScript', () => {
  it('finds words that only a script writes', async () => {
    await show();
    const problems = await checkWithoutScript(page, piece, 'What a script has written');
    expect(problems).toEqual(['does not say the same without JavaScript']);
    await show({ main: '' });
    expect(await checkWithoutScript(page, piece, '')).toContain('says nothing without JavaScript');
  });
});

describe('The check on paper', () => {
  const spoilt = {
    'a menu': [{ style: right.style.replace('nav, .skip { display: none }', '') }, /prints nav/],
    'a link without its address': [
      { style: right.style.replace("' <' attr(href) '>'", 'none') },
      /without its address/,
    ],
    'no QR code': [{ main: right.main.replace('qr', 'none') }, /prints 0 QR codes/],
    'white on black': [
      { style: right.style.replace('background: #fff; color: #000', '') },
      /prints (text in|on)/,
    ],
    'a hundred sheets': [
      { main: `${right.main}${'<p style="break-after: page">A sheet of words</p>'.repeat(20)}` },
      /the PDF has 2\d pages/,
    ],
  } satisfies Record<string, [Partial<typeof right>, RegExp]>;

  it.each(Object.entries(spoilt))('finds %s', async (_name, [changes, sentence]) => {
    await show(changes);
    expect((await checkPaper(page, piece)).join()).toMatch(sentence);
  });
});

describe('The checks of the files', () => {
  it('find invalid HTML, and links to places that are not there', async () => {
    expect(
      (await checkHtml('<!DOCTYPE html><html lang="en"><p><div></div></p></html>', '/')).length,
    ).toBeGreaterThan(0);
    const pages = new Map([
      ['/', '<a href="/other/#there">1</a> <a href="/other/#gone">2</a> <a href="#gone">3</a>'],
      ['/other/', '<p id="there">'],
    ]);
    expect(brokenFragments(pages, 'https://site.example')).toEqual([
      '/ leads to /other/#gone, which is not there',
      '/ leads to #gone, which is not there',
    ]);
  });
});

describe('The scales', () => {
  it('count all that a page brings, and scripts apart', async () => {
    const script = `/* ${'x'.repeat(3000)} */`;
    files = {
      '/script.js': script,
      '/': `<!doctype html><title>A</title><script src="/script.js"></script>`,
    };
    const { total, scriptBodies, images } = await measureTransfer(browser, `${origin}/`);
    expect(scriptBodies).toBe(script.length);
    expect(images).toBe(0);
    expect(total).toBeGreaterThan(script.length + (files['/'] ?? '').length);
  });
});
