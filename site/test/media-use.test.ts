import { describe, expect, test } from 'vitest';
import { pictureKey, type Media, type Picture, type Role } from '../src/media/picture.ts';
import { MediaUse } from '../src/renderer/media-use.ts';
import { make } from './support/documents.ts';

const mediaOf = (name: string): Media => ({
  url: `/uploads/${name}.jpg`,
  version: '1',
  mime: 'image/jpeg',
  width: 60,
  height: 40,
});

/** Pictures that were made, each of one fallback and one source, and one file that all of them share. */
function made(...uses: [string, Role][]): Map<string, Picture> {
  return new Map(
    uses.map(([name, role]) => [
      pictureKey(mediaOf(name), role),
      {
        sources: [
          { type: 'image/webp', srcset: `/media/${name}-${role}.webp 360w, /media/shared.webp 720w` },
        ],
        src: `/media/${name}-${role}.jpg`,
        width: 60,
        height: 40,
        color: '#000000',
      },
    ]),
  );
}

function story(id: string, cover: string | null, ...inline: string[]) {
  const image =
    cover === null ? null : { image: mediaOf(cover), alt: 'A picture', caption: null, credit: null };
  return make('article', id, { cover: image, inlineMedia: inline.map(mediaOf) });
}

describe('the files of pictures', () => {
  const pictures = made(['a', 'cover'], ['b', 'cover'], ['a', 'inline']);

  test('are in use as long as one version shows them', () => {
    const use = new MediaUse(pictures);
    use.replace('one', story('one', 'a'));
    use.replace('two', story('two', 'a'));
    use.replace('one', null);
    expect([...use.files].sort()).toEqual(['a-cover.jpg', 'a-cover.webp', 'shared.webp']);
    use.replace('one', null);
    expect(use.has('a-cover.jpg')).toBe(true);
    use.replace('two', story('two', null));
    expect([...use.files]).toEqual([]);
    expect(use.has('shared.webp')).toBe(false);
  });

  test('are others when a version shows another picture, and shared ones stay', () => {
    const use = new MediaUse(pictures);
    use.replace('one', story('one', 'a'));
    use.takeTouched();
    use.replace('one', story('one', 'b'));
    expect([...use.files].sort()).toEqual(['b-cover.jpg', 'b-cover.webp', 'shared.webp']);
    expect([...use.takeTouched()].sort()).toEqual([
      'a-cover.jpg',
      'a-cover.webp',
      'b-cover.jpg',
      'b-cover.webp',
      'shared.webp',
    ]);
  });

  test('are counted in each role and place', () => {
    const use = new MediaUse(pictures);
    use.replace('one', story('one', 'a', 'a', 'a'));
    expect([...use.files].sort()).toEqual([
      'a-cover.jpg',
      'a-cover.webp',
      'a-inline.jpg',
      'a-inline.webp',
      'shared.webp',
    ]);
    use.replace('two', story('two', 'b'));
    use.replace('one', null);
    expect([...use.files].sort()).toEqual(['b-cover.jpg', 'b-cover.webp', 'shared.webp']);
    use.replace('two', null);
    use.replace('one', story('one', null, 'a'));
    expect([...use.files].sort()).toEqual(['a-inline.jpg', 'a-inline.webp', 'shared.webp']);
  });

  test('are told as touched once', () => {
    const use = new MediaUse(pictures);
    use.replace('one', story('one', 'a'));
    expect(use.takeTouched().size).toBe(3);
    expect(use.takeTouched().size).toBe(0);
  });

  test('of a picture that was never made are none', () => {
    const use = new MediaUse(pictures);
    use.replace('one', story('one', 'unknown'));
    use.replace('gone before it came', null);
    expect([...use.files]).toEqual([]);
    expect(use.takeTouched().size).toBe(0);
  });

  test('come and go in any order without one too many or too few', () => {
    const use = new MediaUse(pictures);
    for (const cover of ['a', 'b', null, 'a', 'b', 'a'] as const) {
      for (const name of ['one', 'two']) use.replace(name, story(name, name === 'one' ? cover : 'b', 'a'));
      const covers = cover === 'a' ? ['a-cover.jpg', 'a-cover.webp'] : [];
      expect([...use.files].sort()).toEqual(
        [...covers, 'a-inline.jpg', 'a-inline.webp', 'b-cover.jpg', 'b-cover.webp', 'shared.webp'].sort(),
      );
    }
  });
});
