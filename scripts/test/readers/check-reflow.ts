import type { Page } from 'playwright-core';
import { probe, putProbe } from './probe.ts';

/** WCAG 1.4.12: nothing may be lost with these. Khmer needs its taller lines and may not be spaced out. */
const spacing = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  :lang(km) { line-height: 1.9 !important; letter-spacing: 0 !important; }
  p { margin-bottom: 2em !important; }`;

/** Windows of 1280 px at 400 % and 200 %, then phones, tablets, desktops. */
const widths = [320, 640, 360, 768, 1280];

/**
 * Looks for text that is cut or runs out of the window on the page that is open now, at every width,
 * with larger letters and with the reader's own spacing; and for targets too small for a thumb.
 */
export async function checkReflow(page: Page): Promise<string[]> {
  await putProbe(page);
  const problems: string[] = [];
  const look = async (where: string) => {
    for (const call of ['tooWide()', 'cut()'])
      problems.push(...(await probe(page, call)).map((problem) => `${where}: ${problem}`));
  };
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await look(`${width} px`);
    if (width === 360)
      problems.push(...(await probe(page, 'small()')).map((problem) => `360 px: ${problem}`));
  }
  await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
  await look('1280 px, letters at 200 %');
  await page.evaluate('document.head.lastElementChild.remove()');
  await page.addStyleTag({ content: spacing });
  await look('1280 px, text spaced out');
  await page.setViewportSize({ width: 360, height: 800 });
  await look('360 px, text spaced out');
  return problems;
}
