import { describe, expect, test } from 'vitest';
import { drawCloth, tints, weave } from '../src/weave/cloth.ts';

const slugs = ['yang-sophorn', 'central-organising-unit', 'a', 'minimum-wage-2026', 'សំឡេង'];

describe('a cloth', () => {
  test('is the same for the same slug, however often it is woven', () => {
    for (const slug of slugs) expect(weave(slug, 'red')).toEqual(weave(slug, 'red'));
  });

  test('differs from slug to slug', () => {
    const drawn = slugs.map((slug) => drawCloth(weave(slug, 'red')));
    expect(new Set(drawn).size).toBe(slugs.length);
  });

  test('weighs a few hundred bytes and holds no colour of its own', () => {
    for (const slug of slugs) {
      for (const tint of tints) {
        const drawn = drawCloth(weave(slug, tint));
        expect(drawn.length).toBeLessThan(600);
        expect(drawn).not.toMatch(/#|rgb|style=|id=/);
      }
    }
  });

  test('has an even number of dashes in every stripe, so that the pattern repeats without a shift', () => {
    for (const slug of slugs) {
      const { warp, weft } = weave(slug, 'indigo');
      for (const { dashes } of [...warp, ...weft]) expect(dashes.length % 2, slug).toBe(0);
    }
  });

  test('repeats main and accent threads over the same length, so that they never drift apart', () => {
    for (const slug of slugs) {
      for (const stripes of [weave(slug, 'red').warp, weave(slug, 'red').weft]) {
        const lengths = stripes.map(({ dashes }) => dashes.reduce((sum, dash) => sum + dash, 0));
        expect(new Set(lengths).size, slug).toBe(1);
      }
    }
  });
});
