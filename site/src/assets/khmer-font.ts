import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { AstroIntegration } from 'astro';
// Not imported on demand: once Astro has read its configuration, Vite's runner loads nothing more from it.
import subsetFont from 'subset-font';
import { madeFolder } from '../made-folder.ts';

/** What styles/khmer-font.css and the head call the font. */
const khmerFontName = 'samleng-khmer.woff2';
/** The same in its regular weight alone, for the search page, where every kilobyte counts. */
const regularFontName = 'samleng-khmer-regular.woff2';

/** Noto Sans Khmer with all its weights, as its package brings it. */
const original = '@fontsource-variable/noto-sans-khmer/files/noto-sans-khmer-khmer-wght-normal.woff2';

/**
 * What nobody writes in a text of today: letters that Unicode itself advises against (U+17A3, U+17A4,
 * U+17D8) and the signs of divination (U+17F0 to U+17F9). Eight hundred bytes. Whoever writes one gets
 * it from the phone's own font.
 */
const rare = /[\u17a3\u17a4\u17d8\u17f0-\u17f9]/;

/** The signs we keep: the Khmer block, the joiners and spaces that shape it, and the dotted circle. */
function khmerSigns(): string {
  const block = Array.from({ length: 0x1800 - 0x1780 }, (_, index) => String.fromCodePoint(0x1780 + index));
  return [...block.filter((sign) => !rare.test(sign)), '\u200b', '\u200c', '\u200d', '\u25cc', ' '].join('');
}

/** The weights that we cut: 27 KB for all from 400 to 700, 15 KB for one. */
const allWeights = { min: 400, max: 700 };
const regularWeight = 400;

/**
 * Cuts the Khmer font to what pages need. The same package gives the same bytes. Another package or
 * another recipe is cut anew.
 */
export async function ensureKhmerFont(
  file = join(madeFolder(), khmerFontName),
  wght: typeof allWeights | number = allWeights,
): Promise<void> {
  const recipe = { targetFormat: 'woff2', variationAxes: { wght } } as const;
  const source = createRequire(import.meta.url).resolve(original);
  const stamp = `${file}.source`;
  const bytes = readFileSync(source);
  const made = createHash('sha256')
    .update(bytes)
    .update(JSON.stringify([khmerSigns(), recipe]))
    .digest();
  if (existsSync(file) && existsSync(stamp) && readFileSync(stamp).equals(made)) return;
  const cut = await subsetFont(bytes, khmerSigns(), recipe);
  mkdirSync(dirname(file), { recursive: true });
  writeWhole(file, cut);
  writeWhole(stamp, made);
}

/** Makes sure that the fonts are there before Vite looks for them. */
export function khmerFont(): AstroIntegration {
  return {
    name: 'samleng:khmer-font',
    hooks: {
      'astro:config:setup': async () => {
        await ensureKhmerFont();
        await ensureKhmerFont(join(madeFolder(), regularFontName), regularWeight);
      },
    },
  };
}

/** Two builds may cut at once: each writes its own file and moves it into place. */
function writeWhole(file: string, bytes: Uint8Array): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, file);
}
