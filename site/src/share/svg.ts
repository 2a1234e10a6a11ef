import { shareSize } from '../views/share-image.ts';
import type { Cloth } from '../weave/cloth.ts';
import { palette, threads, type LabelColors } from './palette.ts';

/** A rectangle in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const across = `M0 0H${shareSize.width}`;
const down = `M0 0V${shareSize.height}`;

/** The cloth as weave/cloth.ts draws it for pages, with its colours told; denser, since it is seen small. */
export function clothSvg({ tint, accent, warp, weft }: Cloth): Buffer {
  const line = (path: string, { thread, dashes }: Cloth['warp'][number]) =>
    thread === 'main'
      ? stripes(path, threads[tint], 0.72, dashes)
      : stripes(path, threads[accent], 0.8, dashes);
  return svg(
    `<rect width="100%" height="100%" fill="${palette['weave-ground']}"/>`,
    ...warp.map((each) => line(across, each)),
    ...weft.map((each) => line(down, each)),
    bare(across),
    bare(down),
  );
}

/** Single threads of bare cotton: over a letter they weave it in. */
export function bareThreads(): Buffer {
  return svg(bare(across), bare(down));
}

/** A label with a seam at either end. */
export function labelSvg({ left, top, width, height }: Box, { ground, edge, stitches }: LabelColors): Buffer {
  const seam = (x: number) =>
    `<path d="M${x} ${top + 16}V${top + height - 16}" stroke="${stitches}" stroke-width="4" stroke-dasharray="15 9"/>`;
  return svg(
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${ground}" stroke="${edge}" stroke-width="3"/>`,
    seam(left + 16),
    seam(left + width - 16),
  );
}

/** The woven square behind the name, as in components/Mark.astro. */
export function stopSvg(size: number, color: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 10 10" fill="${color}">` +
      '<path d="M0 0h10v10H0z" fill-opacity=".35"/>' +
      '<path d="M2 0h3v10H2zM7 0h1v10H7zM0 2h10v3H0zM0 7h10v1H0z"/></svg>',
  );
}

function bare(path: string): string {
  return stripes(path, palette['weave-ground'], 0.2, [2, 4]);
}

function stripes(path: string, color: string, opacity: number, dashes: readonly number[]): string {
  return (
    `<path d="${path}" fill="none" stroke="${color}" stroke-opacity="${opacity}" stroke-width="8000"` +
    ` stroke-dasharray="${dashes.join(' ')}"/>`
  );
}

function svg(...shapes: readonly string[]): Buffer {
  const { width, height } = shareSize;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`,
  );
}
