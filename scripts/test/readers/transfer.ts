import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** What the browser received, in bytes over the wire, headers and all. */
export interface Transfer {
  readonly total: number;
  readonly images: number;
  readonly fonts: number;
  readonly scripts: number;
  /** Of the scripts without their headers. */
  readonly scriptBodies: number;
  readonly addresses: readonly string[];
}

interface Request {
  readonly url: string;
  readonly type: string;
  /** Bytes of the answer's headers. */
  head: number;
  bytes: number;
  isDone: boolean;
}

/** Then the page has been laid out, and asks for what it shows. */
const afterTwoFrames =
  'document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))';

/** What browsers ask for besides what a page shows; a headless one may leave it out. */
const icons = '[...document.querySelectorAll("link[rel~=icon], link[rel=manifest]")].map(({ href }) => href)';

/** A phone of 360 px with two dots a pixel, as the cheapest have. */
const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/**
 * Opens a page on a phone that has never been here and counts what comes, by the browser's own figures.
 * There is no service worker, unless it is asked what one fetches behind the page.
 * @param then goes on with the page; what comes until it is done counts too.
 * @param behind lets a service worker work for so long (milliseconds).
 */
export async function measureTransfer(
  browser: Browser,
  url: string,
  { then, behind = 0 }: { then?: (page: Page) => Promise<void>; behind?: number } = {},
): Promise<Transfer> {
  // A worker that answers in the server's place would hide what its fetches weigh.
  const context = await browser.newContext({ ...phone, serviceWorkers: behind > 0 ? 'allow' : 'block' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const requests = new Map<string, Request>();
  session.on('Network.requestWillBeSent', ({ requestId, request, type = 'Other' }) =>
    requests.set(requestId, { url: request.url, type, head: 0, bytes: 0, isDone: false }),
  );
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const request = requests.get(requestId);
    if (request) request.head = response.encodedDataLength;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { bytes: encodedDataLength, isDone: true });
  });
  session.on('Network.loadingFailed', ({ requestId }) => {
    const request = requests.get(requestId);
    if (request) request.isDone = true;
  });
  const settle = async () => {
    for (let quiet = 0; quiet < 3;) {
      await page.evaluate(afterTwoFrames);
      await page.waitForTimeout(150);
      quiet = [...requests.values()].some(({ isDone }) => !isDone) ? 0 : quiet + 1;
    }
  };
  await page.goto(url);
  await settle();
  for (const icon of (await page.evaluate(icons)) as string[])
    if (![...requests.values()].some((request) => request.url === icon))
      await page.evaluate(`fetch(${JSON.stringify(icon)}).then((answer) => answer.arrayBuffer())`);
  if (then) await then(page);
  else await settle();
  const all = [...requests.values()].filter(({ url: address }) => !address.startsWith('data:'));
  // The worker comes once the page is being read.
  if (behind > 0) await page.evaluate('scrollTo(0, 200)');
  if (behind > 0) await page.waitForTimeout(behind);
  await context.close();
  const sum = (type?: string, withoutHeads = false) =>
    all
      .filter((each) => type === undefined || each.type === type)
      .reduce((bytes, each) => bytes + each.bytes - (withoutHeads ? each.head : 0), 0);
  return {
    total: sum(),
    images: sum('Image'),
    fonts: sum('Font'),
    scripts: sum('Script'),
    scriptBodies: sum('Script', true),
    addresses: all.map(({ url: address, type, bytes }) => `${bytes} ${type} ${new URL(address).pathname}`),
  };
}
