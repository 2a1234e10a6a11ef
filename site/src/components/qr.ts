import { encode } from 'uqr';

/** A QR code: modules a side, and its dark ones as the path of a pen one module wide. */
export interface Qr {
  readonly size: number;
  readonly path: string;
}

/**
 * The QR code of an address, for paper. The lowest correction makes the largest modules, and paper
 * that can be read can be scanned.
 */
export function qrOf(address: string): Qr {
  const { data, size } = encode(address, { ecc: 'L', boostEcc: false, border: 0 });
  // Relative steps: the same strokes come again and again, which compresses well.
  const rows = data.map((row) => {
    let path = '';
    let pen = 0;
    for (let start = 0; start < size; start += 1) {
      if (!row[start]) continue;
      let end = start;
      while (row[end]) end += 1;
      path += `m${start - pen} 0h${end - start}`;
      pen = end;
      start = end;
    }
    return `${path}m${-pen} 1`;
  });
  return { size, path: `M0 .5${rows.join('')}` };
}
