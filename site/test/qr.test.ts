import { describe, expect, test } from 'vitest';
import { qrOf } from '../src/components/qr.ts';

/** Draws the path again: which modules the pen makes dark. */
function draw({ size, path }: ReturnType<typeof qrOf>): string[] {
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => '.'));
  let [x, y] = [0, 0];
  for (const [, verb = '', a = '', b = ''] of path.matchAll(/([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    if (verb === 'M') [x, y] = [Number(a), Math.floor(Number(b))];
    if (verb === 'm') [x, y] = [x + Number(a), y + Number(b)];
    if (verb === 'h') for (let end = x + Number(a); x < end; x += 1) (rows[y] as string[])[x] = '#';
  }
  return rows.map((row) => row.join(''));
}

describe('the code on paper', () => {
  const qr = qrOf('https://samleng.example/km/articles/yang-sophorn-learning-to-lead/');

  test('has the three eyes by which cameras find it', () => {
    const drawn = draw(qr);
    const eye = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];
    const at = (top: number, left: number) =>
      drawn.slice(top, top + 7).map((row) => row.slice(left, left + 7));
    const far = qr.size - 7;
    expect([at(0, 0), at(0, far), at(far, 0)]).toEqual([eye, eye, eye]);
  });

  test('is the same for the same address, and another for another', () => {
    expect(qrOf('https://a.example/')).toEqual(qrOf('https://a.example/'));
    expect(qrOf('https://a.example/')).not.toEqual(qrOf('https://b.example/'));
  });
});
