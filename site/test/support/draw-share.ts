// Draws as the renderer does, in a process of its own; see share-images.test.ts.
import sharp from 'sharp';
import { drawShareImage } from '../../src/share/draw.ts';
import { ensureShareFonts, family } from '../../src/share/fonts.ts';
import { setText } from '../../src/share/set-text.ts';
import type { SharePicture } from '../../src/views/share-image.ts';

await ensureShareFonts();
const width = async (text: string, bold = false) =>
  (await setText(text, { locale: 'km', color: '#000', bold, sizes: [64], width: 2000, height: 200 }))?.width;
const long = async (text: string, locale: 'en' | 'km') =>
  (await setText(text, { locale, color: '#000', bold: true, sizes: [60, 40], width: 600, height: 200 }))
    ?.text;

/** The width of a letter that our fonts lack. */
const box = async (letter: string) =>
  (
    await sharp({ text: { text: letter, font: `${family} 64`, dpi: 72 } })
      .raw()
      .toBuffer({ resolveWithObject: true })
  ).info.width;

const picture: SharePicture = {
  locale: 'km',
  kicker: 'អត្ថបទ',
  title: 'សំឡេងកម្មករ ស្ត្រី និងខ្លែង',
  quoted: false,
  deck: null,
  name: 'Somebody 漢 🙂',
  detail: '2026',
  cloth: { seed: 'a-slug', tint: 'red', initial: 'យ៉ា' },
};
const bytes = await drawShareImage(picture);
const again = await drawShareImage(picture);
const khmer = 'កម្មករកាត់ដេរទាមទារប្រាក់ឈ្នួលសមរម្យសម្រាប់ស្ត្រីនិងបុរសគ្រប់រូប'.repeat(4);
const english =
  'Workers ask for a wage that they can live on, and for unions that are free to speak. '.repeat(4);
console.log(
  JSON.stringify({
    widths: {
      one: await width('ក'),
      stacked: await width('ក្ក'),
      narrow: await width('iiii'),
      wide: await width('MMMM'),
      bold: await width('MMMM', true),
      foreign: await width('ក漢🙂'),
    },
    huge: await long('ក្ក'.repeat(80), 'km'),
    cut: { khmer: await long(khmer, 'km'), english: await long(english, 'en') },
    whole: { khmer, english },
    same: bytes.equals(again),
    image: bytes.toString('base64'),
    boxes: [await box('ก'), await box('א'), await box('漢')],
  }),
);
