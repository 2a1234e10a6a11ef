import type { Page } from 'playwright-core';

export { openBrowser } from '../../src/readers/browser.ts';

/** What went wrong on a page, in words: console errors, uncaught errors, requests to other hosts. */
export function watch(page: Page, ownOrigin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== ownOrigin) complaints.push(`request to ${url.origin}`);
  });
  return complaints;
}
