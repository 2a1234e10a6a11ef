import type { Page } from 'playwright-core';
import type { Row } from '../../src/readers/kinds.ts';
import { probe, putProbe } from './probe.ts';

/** More Tabs than any page needs. */
const most = 400;

/**
 * Goes through the page that is open now by Tab alone: the skip link comes first, shows and works, every
 * link and control is reached in order and shows that it is, nothing holds the reader back. The outline
 * by which screen readers travel (one h1, no level left out, landmarks) is looked at too.
 */
export async function checkKeyboard(page: Page, row: Row): Promise<string[]> {
  const isBare = row.bilingual ?? false;
  await putProbe(page);
  const problems = await probe(page, `outline(${isBare})`);
  await page.evaluate('probe.watchFocus()');
  await page.keyboard.press('Tab');
  if (!isBare) problems.push(...(await probe(page, 'skipLink()')));
  const wanted = Number(await page.evaluate('probe.countOfControls()'));
  for (let tabs = 1; tabs < Math.min(most, wanted); tabs += 1) await page.keyboard.press('Tab');
  problems.push(...(await probe(page, 'missedByTab()')), ...(await probe(page, 'focusProblems')));
  await page.evaluate('(probe.last = document.activeElement)?.tagName');
  await page.keyboard.press('Tab');
  // It goes on to the browser's own controls, or begins anew.
  if (wanted > 1 && (await page.evaluate('document.activeElement === probe.last')))
    problems.push('Tab does not get past the last control');
  if (!isBare) problems.push(...(await checkSkipping(page)));
  return [...new Set(problems)];
}

/** Enter on the skip link, then Tab: the reader is in the main part. */
async function checkSkipping(page: Page): Promise<string[]> {
  await page.evaluate(
    'document.activeElement.blur(); scrollTo(0, 0); document.querySelector("a[href]").focus()',
  );
  await page.keyboard.press('Enter');
  const isThere = 'document.activeElement.matches("main, main *")';
  return (await page.evaluate(isThere)) ? [] : ['the skip link does not move the focus into main'];
}
