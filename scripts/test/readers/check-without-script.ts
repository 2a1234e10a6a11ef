import type { Page } from 'playwright-core';
import type { Row } from '../../src/readers/kinds.ts';

/** What the main part of a page says where scripts run, but for the buttons that need them. */
export async function textWithScript(page: Page): Promise<string> {
  await page.locator('[data-take], [data-send]').evaluateAll((all) => {
    for (const each of all) each.setAttribute('hidden', '');
  });
  return page.locator('main').innerText();
}

/**
 * Reads a page without JavaScript: all that is there with it is there without.
 * @param page in a context that runs no scripts; `text` is what `textWithScript` returned.
 */
export async function checkWithoutScript(page: Page, row: Row, text: string): Promise<string[]> {
  const problems: string[] = [];
  const here = await page.locator('main').innerText();
  if (here.trim().length < 20) problems.push('says nothing without JavaScript');
  if (!row.tool && here !== text) problems.push('does not say the same without JavaScript');
  if ((await page.locator('h1').count()) !== 1) problems.push('has no h1 without JavaScript');
  if (row.name === 'search') {
    const links = await page
      .locator('body a[href]')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    if (!links.some((link) => link.includes('/topics/')))
      problems.push('offers no topics without JavaScript');
    if (!links.some((link) => link.endsWith('/articles/')))
      problems.push('offers no lists without JavaScript');
  }
  const broken = '[...document.images].filter((image) => image.complete && image.naturalWidth === 0).length';
  if (Number(await page.evaluate(broken)) > 0) problems.push('has pictures that do not load');
  return problems;
}
