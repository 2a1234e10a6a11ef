import { type Browser, type Page, chromium } from 'playwright-core';
import { findBrowser } from '../../src/ensure-browser.ts';

/** A real Chromium that speaks to nobody but the pages under test. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('No Chromium found. Run `pnpm test`, which installs one, or set SAMLENG_CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What went wrong on a page, in words: console errors, uncaught errors, requests to other hosts. */
export function watch(page: Page, ownOrigin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== ownOrigin) complaints.push(`request to ${url.origin}`);
  });
  return complaints;
}
