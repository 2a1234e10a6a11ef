import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');

/** The colours that a theme ends up with: its own over the light ones. */
function coloursOf(theme: 'light' | 'dark'): Map<string, string> {
  const blocks = [css.split('@media')[0] ?? ''];
  if (theme === 'dark') blocks.push(/prefers-color-scheme: dark\) \{(.*?)\n\}/s.exec(css)?.[1] ?? '');
  const found = blocks.flatMap((block) => [...block.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)]);
  return new Map(found.map(([, name = '', value = '']) => [name, value]));
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const colours = coloursOf(theme);
  const ratio = (text: string, ground: string) =>
    contrast(colours.get(text) ?? '', colours.get(ground) ?? '');

  test.each([
    ['ink', 'cotton'],
    ['ink', 'cotton-deep'],
    ['ink-soft', 'cotton'],
    ['night-text', 'night'],
  ])('text in %s on %s has at least 7:1', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(7);
  });

  test.each([
    ['red', 'cotton'],
    ['red', 'cotton-deep'],
    ['indigo', 'cotton'],
    ['ink-soft', 'cotton-deep'],
    ['night-soft', 'night'],
    ['night-turmeric', 'night'],
  ])('%s on %s has at least 4.5:1', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test('the preview banner is dark ink on turmeric', () => {
    expect(contrast('#1d1a16', colours.get('turmeric') ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});
