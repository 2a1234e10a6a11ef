import { type Browser, chromium } from 'playwright-core';
import { Failure } from '../cli.ts';
import { findBrowser } from '../ensure-browser.ts';

/**
 * A real Chromium that speaks to nobody but the pages under test.
 * @param args more of its command line.
 */
export async function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Failure('No Chromium found. Run `pnpm test`, which installs one, or set SAMLENG_CHROMIUM.');
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
      ...args,
    ],
  });
}
