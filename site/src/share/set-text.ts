import type { Locale } from '@samleng/shared';
import sharp from 'sharp';
import { drawable, family } from './fonts.ts';

/** How a text is set. Sizes and widths in pixels. */
export interface Setting {
  readonly locale: Locale;
  readonly color: string;
  readonly bold?: boolean;
  /** The largest that fits is taken. */
  readonly sizes: readonly [number, ...number[]];
  readonly width: number;
  readonly height: number;
}

/** A text as a picture, cropped to its ink. */
export interface SetText {
  /** What was set: the text, or as much of it as fits. */
  readonly text: string;
  readonly pixels: Buffer;
  readonly width: number;
  readonly height: number;
  readonly size: number;
}

/**
 * Sets a text as large as it fits. One that is too long for the smallest size loses its last words to
 * an ellipsis, never a part of a cluster.
 */
export async function setText(words: string, setting: Setting): Promise<SetText | null> {
  const text = drawable(words);
  if (text === '') return null;
  const smallest = setting.sizes.at(-1) ?? setting.sizes[0];
  const fits = (set: SetText) => set.width <= setting.width && set.height <= setting.height;
  const at = (size: number) => draw(withBreaks(text), setting, size, setting.width);
  // The sizes fall: the first that fits is found by halves, for every look costs some milliseconds.
  let found: SetText | undefined;
  let [large, small] = [0, setting.sizes.length - 1];
  while (large <= small) {
    const middle = (large + small) >> 1;
    const set = await at(setting.sizes[middle] ?? smallest);
    if (fits(set)) [found, small] = [set, middle - 1];
    else large = middle + 1;
  }
  if (found) return balanced(text, setting, found);
  const isShort = async (cut: string) => fits(await draw(withBreaks(cut), setting, smallest, setting.width));
  const shortened = (await shorten(units(text), isShort)) ?? (await shorten(signs(text), isShort)) ?? '…';
  return balanced(shortened, setting, await draw(withBreaks(shortened), setting, smallest, setting.width));
}

/** As many parts as fit, with an ellipsis; undefined where not even the first does. */
async function shorten(
  parts: readonly string[],
  isShort: (cut: string) => Promise<boolean>,
): Promise<string | undefined> {
  const cut = (count: number) => `${trimmed(parts.slice(0, count).join(''))}…`;
  let [enough, tooMany] = [0, parts.length];
  while (tooMany - enough > 1) {
    const middle = (enough + tooMany) >> 1;
    if (await isShort(cut(middle))) enough = middle;
    else tooMany = middle;
  }
  return enough > 0 ? cut(enough) : undefined;
}

/** The same lines, no wider than they need be: no single word is left over on the last one. */
async function balanced(text: string, setting: Setting, set: SetText): Promise<SetText> {
  if (set.height < set.size * 1.8) return set;
  let best = set;
  let [narrow, wide] = [Math.round(set.width * 0.5), set.width];
  while (wide - narrow > 16) {
    const width = (narrow + wide) >> 1;
    const tried = await draw(withBreaks(text), setting, set.size, width);
    // The ink of one line differs with its letters, but by less than a line.
    if (tried.height < set.height + set.size * 0.5 && tried.width <= width) [best, wide] = [tried, width];
    else narrow = width;
  }
  return best;
}

/** Space between lines beyond the font's own, in em: signs stack above and below Khmer letters. */
const leading: Readonly<Record<Locale, number>> = { en: -0.16, km: 0.16 };

async function draw(text: string, setting: Setting, size: number, width: number): Promise<SetText> {
  const { locale, color, bold } = setting;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const tightness = locale === 'en' && size >= 40 ? ` letter_spacing="${Math.round(size * -12)}"` : '';
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${color}" lang="${locale}"${tightness}>${escaped}</span>`,
      font: `${family} ${bold ? 'Bold ' : ''}${size}`,
      dpi: 72,
      rgba: true,
      width,
      wrap: 'word',
      spacing: Math.round(leading[locale] * size),
    },
  })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    text: text.replace(/[\u200b\u2060]/gu, ''),
    pixels: data,
    width: info.width,
    height: info.height,
    size,
  };
}

const segmenter = new Intl.Segmenter('km', { granularity: 'word' });

/** The words of a text with what stands between them: places where it may be cut. */
export function units(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The letters of a text with the signs on them: a word longer than its place is cut between these. */
function signs(text: string): string[] {
  return text.match(/\P{M}(?:\p{M}|(?<=\u17d2)\p{L})*/gu) ?? [];
}

/**
 * A text with a zero-width space between the words of unspaced Khmer, since Pango knows none of them,
 * and with short words held together at their hyphens: no line ends with “op-”.
 */
export function withBreaks(text: string): string {
  const spaced = units(text).reduce(
    (before, word) =>
      /[\u1780-\u17d3\u17dd]$/u.test(before) && /^[\u1780-\u17b3]/u.test(word)
        ? `${before}\u200b${word}`
        : before + word,
    '',
  );
  return spaced.replace(
    /(?<=(?<!\p{L})\p{L}{1,4})-(?=\p{L})|(?<=\p{L})-(?=\p{L}{1,4}(?!\p{L}))/gu,
    '-\u2060',
  );
}

/** Without spaces and opening or dividing signs at the end, where an ellipsis follows. */
function trimmed(text: string): string {
  return text.replace(/[\s\u200b“«‘(,;:·៖–—-]+$/u, '');
}
