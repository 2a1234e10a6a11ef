import sharp, { type OverlayOptions } from 'sharp';
import { languageOf } from '../i18n/khmer.ts';
import { shareSize, type SharePicture } from '../views/share-image.ts';
import { weave } from '../weave/cloth.ts';
import { ensureShareFonts } from './fonts.ts';
import { dayLabel, nightLabel, palette, threads, type LabelColors } from './palette.ts';
import { setText, type SetText, type Setting } from './set-text.ts';
import { bareThreads, clothSvg, labelSvg, stopSvg, type Box } from './svg.ts';

// Publishes go first: a picture takes one thread, and nothing is kept.
sharp.concurrency(1);
sharp.cache(false);

/** From the edge of the picture to the label, and from there to the words. Pixels. */
const [hem, padding] = [56, 52];
/** A deck is no text to read: four lines at most. Pixels. */
const mostDeck = 200;
/** The cloth is seen small: its threads are as much coarser. */
const scale = 2.5;

/**
 * Draws a share image: a label sewn on the cloth of the piece, as in every garment; beside it the
 * initial of the person. The same picture gives the same bytes, without any metadata.
 * @returns a PNG: of flat colours a third of what a JPEG takes, and without its smudges around letters.
 */
export async function drawShareImage(picture: SharePicture): Promise<Buffer> {
  await ensureShareFonts();
  const { cloth, quoted } = picture;
  const colors = quoted ? nightLabel : dayLabel(cloth.tint);
  const label: Box = {
    left: hem,
    top: hem,
    width: cloth.initial ? 812 : 968,
    height: shareSize.height - 2 * hem,
  };
  const overlays = [
    ...(cloth.initial ? await weaveIn(cloth.initial, threads[cloth.tint], label.left + label.width) : []),
    { input: labelSvg(label, colors), left: 0, top: 0 },
    ...(await setLabel(picture, label, colors)),
  ];
  return sharp(clothSvg(weave(cloth.seed, cloth.tint, scale)))
    .composite(overlays)
    .removeAlpha()
    .png({ palette: true, colours: 96, dither: 0, compressionLevel: 9, effort: 3 })
    .toBuffer();
}

/** The words on the label: kicker, title and deck from the top, who it is by and the mark at the bottom. */
async function setLabel(picture: SharePicture, label: Box, colors: LabelColors): Promise<OverlayOptions[]> {
  const { locale, kicker, title, quoted, deck, name, detail } = picture;
  const isKhmer = locale === 'km';
  const left = label.left + padding;
  const width = label.width - 2 * padding;
  const bottom = label.top + label.height - padding + 8;
  const placed: OverlayOptions[] = [];
  const set = async (text: string | null, setting: Omit<Setting, 'locale' | 'width'> & { width?: number }) =>
    text ? setText(text, { locale, width, ...setting }) : null;

  const mark = await setMark(colors);
  const markLeft = left + width - mark.width;
  placed.push(
    ...mark.parts.map((part) => ({
      ...part,
      left: part.left + markLeft,
      top: part.top + bottom - mark.height,
    })),
  );

  let foot = bottom;
  const beside = { width: width - mark.width - 48 };
  for (const line of [
    await set(detail, { color: colors.soft, sizes: [24, 22], height: 44, ...beside }),
    await set(name, {
      color: colors.title,
      bold: true,
      sizes: detail ? [28, 25] : [34, 30, 26],
      height: 56,
      ...beside,
    }),
  ]) {
    if (!line) continue;
    placed.push(at(line, left, foot - line.height));
    foot -= line.height + (isKhmer ? 12 : 10);
  }
  foot = Math.min(foot, bottom - mark.height) - 24;

  let head = label.top + padding - 6;
  const above = await set(kicker, { color: colors.accent, bold: true, sizes: [28], height: 60 });
  if (above) placed.push(at(above, left, head));
  head += above ? above.height + 32 : 12;
  // A deck of three lines wants more room than one of two.
  const deckRoom = deck ? (deck.length > 90 ? 1.4 : 1) * (isKhmer ? 140 : 116) : 0;
  const large = await set(quoted ? inQuotes(title, isKhmer) : title, {
    color: colors.title,
    bold: true,
    sizes: isKhmer
      ? [92, 84, 76, 68, 60, 54, 48, 43, 39, 36]
      : [120, 104, 92, 84, 76, 68, 60, 54, 48, 43, 39],
    height: foot - head - deckRoom,
  });
  if (!large) return placed;
  placed.push(at(large, left, head));
  // The ink of a last line without descenders ends higher.
  head += large.height + 28 + (isKhmer || /[gjpqy]/.test(title) ? 0 : 0.2 * large.size);
  const below = await set(deck, {
    color: colors.soft,
    sizes: [38, 35, 32, 29],
    height: Math.min(foot - head, mostDeck),
  });
  if (below) placed.push(at(below, left, head));
  return placed;
}

/** A letter woven into the cloth right of the label, with an edge of bare cotton so that it stands out. */
async function weaveIn(initial: string, color: string, from: number): Promise<OverlayOptions[]> {
  const room = shareSize.width - from;
  const setting = {
    locale: languageOf(initial) ?? 'en',
    bold: true,
    sizes: [230, 190, 150, 110],
    width: room - 40,
    height: 360,
  } as const;
  const letter = await setText(initial, { ...setting, color });
  const edge = await setText(initial, { ...setting, color: palette['weave-ground'] });
  if (!letter || !edge) return [];
  const left = from + (room - letter.width) / 2;
  const top = (shareSize.height - letter.height) / 2;
  const turns = Array.from({ length: 16 }, (_, index) => (index / 16) * 2 * Math.PI);
  return [
    ...turns.map((angle) => at(edge, left + 9 * Math.cos(angle), top + 9 * Math.sin(angle))),
    at(letter, left, top),
    { input: bareThreads(), left: 0, top: 0 },
  ];
}

interface Mark {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly (OverlayOptions & { readonly left: number; readonly top: number })[];
}

/** The mark: the name in both scripts, and one woven square as the stop. */
async function setMark({ title: color, accent }: LabelColors): Promise<Mark> {
  const setting = { color, bold: true, width: 400, height: 90 } as const;
  const khmer = await setText('សំឡេង', { ...setting, locale: 'km', sizes: [34] });
  const latin = await setText('Samleng', { ...setting, locale: 'en', sizes: [32] });
  if (!khmer || !latin) throw new Error('The name of the site cannot be drawn. Look at share/fonts.ts.');
  const square = 17;
  const second = khmer.width + 12;
  const last = second + latin.width + 11;
  return {
    width: last + square,
    height: Math.max(khmer.height, latin.height + 4),
    parts: [
      at(khmer, 0, 0),
      at(latin, second, 4),
      // On the line, above the tail of the g.
      { input: stopSvg(square, accent), left: last, top: latin.height - square - 3 },
    ],
  };
}

function at({ pixels, width, height }: SetText, left: number, top: number) {
  const raw = { width, height, channels: 4 } as const;
  return { input: pixels, raw, left: Math.round(left), top: Math.round(top) };
}

function inQuotes(text: string, isKhmer: boolean): string {
  return isKhmer ? `«${text}»` : `“${text}”`;
}
