import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { Page } from 'playwright-core';

const file = new URL('in-page/probe.ts', import.meta.url);
const source = stripTypeScriptTypes(readFileSync(file, 'utf8'), { mode: 'strip' });

/** Puts the functions of in-page/probe.ts into the page that is open now. */
export async function putProbe(page: Page): Promise<void> {
  await page.evaluate(`(() => {${source}\n})()`);
}

/** Asks the probe in the page. @param call such as `cut()`. */
export async function probe(page: Page, call: string): Promise<string[]> {
  return (await page.evaluate(`probe.${call}`)) as string[];
}
