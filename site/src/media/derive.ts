import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { recipe, type Picture, type Role } from './picture.ts';

// Two pictures are made at a time, one thread each: as many as the smallest machine has cores.
sharp.concurrency(1);
sharp.cache(false);

export interface Derived {
  readonly picture: Picture;
  /** Bytes by file name, as the picture's addresses name them. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** What a picture may really be, whatever its name says. SVG is code, the rest nobody's browser shows. */
const rasters = ['jpeg', 'png', 'webp', 'gif', 'heif'];

/**
 * Makes all files of one picture in one role. The same original gives the same bytes. Orientation is
 * applied and then, with all other metadata (places, cameras, names), left behind.
 * @throws Error in words when the bytes are no picture that we show.
 */
export async function derive(original: Buffer, role: Role): Promise<Derived> {
  const { data, info } = await decode(original);
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const open = () => sharp(data, { raw });
  const hasAlpha = info.channels === 4;
  const files = new Map<string, Buffer>();
  const make = async (width: number, encode: (image: Sharp) => Sharp, extension: string) => {
    const bytes = await encode(open().resize({ width, withoutEnlargement: true })).toBuffer();
    const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 20)}.${extension}`;
    files.set(name, bytes);
    return `/media/${name}`;
  };
  const srcset = async (encode: (image: Sharp) => Sharp, extension: string) => {
    const addresses: string[] = [];
    for (const width of widthsFor(role, info.width))
      addresses.push(`${await make(width, encode, extension)} ${width}w`);
    return addresses.join(', ');
  };
  const avif = await srcset((image) => image.avif(recipe.avif), 'avif');
  const webp = await srcset((image) => image.webp(recipe.webp), 'webp');
  const fallbackWidth =
    widthsFor(role, info.width).findLast((width) => width <= recipe.fallbackWidth) ?? info.width;
  const src = hasAlpha
    ? await make(fallbackWidth, (image) => image.png(recipe.png), 'png')
    : await make(fallbackWidth, (image) => image.jpeg(recipe.jpeg), 'jpg');
  const sources = [
    { type: 'image/avif', srcset: avif },
    { type: 'image/webp', srcset: webp },
  ];
  const color = await averageColor(open());
  return { picture: { sources, src, width: info.width, height: info.height, color }, files };
}

/** The widths of a role that the original can fill; its own width where it is smaller than the next. */
export function widthsFor(role: Role, width: number): number[] {
  const wanted: readonly number[] = recipe.widths[role];
  const filled = wanted.filter((each) => each <= width);
  return filled.length === wanted.length || filled.at(-1) === width ? filled : [...filled, width];
}

/** Reads the original once: upright, in sRGB, eight bits, without its metadata. */
async function decode(original: Buffer) {
  if (original.length === 0) throw new Error('the file is empty');
  const image = sharp(original, { failOn: 'error', limitInputPixels: 120_000_000 });
  const { format = '', compression } = await image.metadata().catch(() => ({ format: '', compression: '' }));
  if (!rasters.includes(format) || (format === 'heif' && compression !== 'av1')) {
    throw new Error(
      `the file is ${format ? `of the kind "${format}"` : 'no picture'}; use JPEG, PNG, WebP, AVIF or GIF`,
    );
  }
  try {
    const { isOpaque } = await image.stats();
    const upright = image.autoOrient().toColourspace('srgb');
    const flat = isOpaque ? upright.removeAlpha() : upright.ensureAlpha();
    return await flat.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw new Error(`the file is damaged (${error instanceof Error ? error.message : 'unreadable'})`, {
      cause: error,
    });
  }
}

async function averageColor(image: Sharp): Promise<string> {
  const pixel = await image
    .flatten({ background: '#ffffff' })
    .resize(1, 1, { fit: 'fill' })
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  return `#${pixel.subarray(0, 3).toString('hex')}`;
}
