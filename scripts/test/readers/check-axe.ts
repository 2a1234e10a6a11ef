import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** WCAG 2.2 to AA, and what axe calls best practice; `target-size` is off unless asked for. */
const everything = {
  resultTypes: ['violations'],
  rules: { 'target-size': { enabled: true } },
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
/** All that another set of colours can break. */
const colours = {
  resultTypes: ['violations'],
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** What axe finds on the page that is open now, at every width, in the light theme and in the dark one. */
export async function checkAxe(page: Page, widths: readonly number[]): Promise<string[]> {
  await page.evaluate(axe);
  const seenAt = new Map<string, string[]>();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const options = JSON.stringify(colorScheme === 'light' ? everything : colours);
      const found = await page.evaluate(`axe.run(document, ${options}).then(({ violations }) => violations)`);
      for (const { id, help, nodes } of found as Violation[]) {
        const targets = nodes.slice(0, 3).map(({ target }) => target.join(' '));
        const sentence = `${id} (${help}) at ${targets.join(', ')}`;
        seenAt.set(sentence, [...(seenAt.get(sentence) ?? []), `${width} px ${colorScheme}`]);
      }
    }
  }
  return [...seenAt].map(([sentence, places]) => `${sentence}; ${places.join(', ')}`);
}
