import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { madeFolder } from '../made-folder.ts';

/** Where the cut fonts lie. */
const shareFonts = () => join(madeFolder(), 'share-fonts');

/** The family of all fonts here; its package brings the Latin letters that go with the Khmer ones. */
export const family = 'Noto Sans Khmer';

const weights = [400, 700] as const;

const between = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)).join('');
const latin = `${between(0x20, 0x24f)}${between(0x2000, 0x206f)}€™−`;
const parts = {
  khmer: `${between(0x1780, 0x17ff)}\u200b\u200c\u200d\u25cc `,
  latin,
  'latin-ext': latin,
} as const;

/** Letters that our fonts have. All else would be drawn as a box. */
const drawn = /[^\p{Script=Khmer}\u0020-\u024f\u2010-\u2026\u2039\u203a\u200b-\u200d€™−]/gu;

/** A text without what our fonts cannot draw: an emoji, Chinese. */
export function drawable(text: string): string {
  return text.normalize('NFC').replace(drawn, '').replace(/\s+/gu, ' ').trim();
}

let ready: Promise<void> | undefined;

/**
 * Gives this process our own fonts and none of the machine's: what is not in them shows as a box here
 * as everywhere, and a picture is the same on every machine. Pango draws Khmer from TTF alone (woff2
 * silently gives boxes), so the fonts are cut once, 190 KB, and kept.
 */
export function ensureShareFonts(): Promise<void> {
  // A thread has an environment of its own, which fontconfig never reads: it would take the machine's fonts.
  if (!isMainThread)
    throw new Error('Share images are drawn by the main thread of a process. Start a process.');
  ready ??= cutFonts(shareFonts()).then((folder) => {
    // Read by fontconfig when the first text is drawn in this process; nothing else here draws any.
    process.env.FONTCONFIG_FILE = join(folder, 'fonts.conf');
  });
  return ready;
}

async function cutFonts(folder: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const wanted = weights.flatMap((weight) =>
    Object.entries(parts).map(([part, signs]) => ({ weight, part, signs })),
  );
  const sources = new Map(
    Object.keys(parts).map((part) => {
      const name = `@fontsource-variable/noto-sans-khmer/files/noto-sans-khmer-${part}-wght-normal.woff2`;
      return [part, readFileSync(require.resolve(name))];
    }),
  );
  const stamp = createHash('sha256').update(JSON.stringify([folder, wanted]));
  for (const bytes of sources.values()) stamp.update(bytes);
  const made = stamp.digest('hex');
  if (existsSync(join(folder, 'made')) && readFileSync(join(folder, 'made'), 'utf8') === made) return folder;
  mkdirSync(folder, { recursive: true });
  // A large library, and needed once in the life of a checkout.
  const { default: subsetFont } = await import('subset-font');
  for (const { weight, part, signs } of wanted) {
    const bytes = await subsetFont(sources.get(part) as Buffer, signs, {
      targetFormat: 'sfnt',
      variationAxes: { wght: weight },
    });
    writeWhole(join(folder, `${part}-${weight}.ttf`), bytes);
  }
  writeWhole(join(folder, 'fonts.conf'), configuration(folder));
  writeWhole(join(folder, 'made'), made);
  return folder;
}

/** What fontconfig is told: one folder, no other configuration. */
function configuration(folder: string): string {
  const escaped = (path: string) => path.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    `<fontconfig><dir>${escaped(folder)}</dir><cachedir>${escaped(join(folder, 'cache'))}</cachedir></fontconfig>`,
    '',
  ].join('\n');
}

/** Two processes may cut at once: each writes its own file and moves it into place. */
function writeWhole(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}
