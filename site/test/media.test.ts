import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isSigned, originalAddress, type Document } from '@samleng/shared';
import sharp, { type Sharp } from 'sharp';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ContentIndex } from '../src/content/content-index.ts';
import { TemporaryError } from '../src/content/retry.ts';
import { derive, widthsFor } from '../src/media/derive.ts';
import { makePictures } from '../src/media/make-pictures.ts';
import { filesOf, pictureKey, toPicture, type Media, type Picture } from '../src/media/picture.ts';
import { placePictures } from '../src/media/place-pictures.ts';
import { setBuildInput } from '../src/prerender/build-input.ts';
import { Tree } from '../src/prerender/tree.ts';
import { cmsServer, status } from './support/cms-server.ts';
import { make } from './support/documents.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { readTree } from './support/trees.ts';

/** A picture with something to see: a gradient, so that sizes differ. */
function gradient(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const data = Buffer.alloc(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    data[i * channels] = (i % width) % 256;
    data[i * channels + 1] = Math.floor(i / width) % 256;
    data[i * channels + 2] = 90;
    if (channels === 4) data[i * channels + 3] = i % 256;
  }
  return sharp(data, { raw: { width, height, channels } });
}

function mediaOf(url: string, more: Partial<Media> = {}): Media {
  return { url, version: '1', mime: 'image/jpeg', width: 10, height: 10, ...more };
}

function storyWith(image: Media, id = 'story-one') {
  return make('article', id, { cover: { image, alt: 'A gradient', caption: null, credit: null } });
}

function widthsIn(srcset = ''): number[] {
  return [...srcset.matchAll(/ (\d+)w/g)].map(([, width]) => Number(width));
}

describe('the derivatives of one picture', () => {
  test('come in AVIF and WebP at the role widths, with a JPEG for the rest', async () => {
    const { picture, files } = await derive(await gradient(1600, 800).jpeg().toBuffer(), 'cover');
    expect(picture.sources.map(({ type }) => type)).toEqual(['image/avif', 'image/webp']);
    for (const { srcset } of picture.sources) expect(widthsIn(srcset)).toEqual([360, 540, 720, 1080, 1440]);
    expect(picture).toMatchObject({
      width: 1600,
      height: 800,
      src: expect.stringMatching(/^\/media\/[0-9a-f]{20}\.jpg$/),
    });
    for (const address of picture.sources[0]?.srcset.split(', ') ?? []) {
      const [path = '', width = ''] = address.split(' ');
      const { format, width: real } = await sharp(files.get(path.slice('/media/'.length))).metadata();
      expect({ format, real: `${real}w` }).toEqual({ format: 'heif', real: width });
    }
  });

  test('are never larger than the original', () => {
    expect(widthsFor('cover', 900)).toEqual([360, 540, 720, 900]);
    expect(widthsFor('cover', 720)).toEqual([360, 540, 720]);
    expect(widthsFor('portrait', 100)).toEqual([100]);
    expect(widthsFor('portrait', 5000)).toEqual([160, 320, 640]);
  });

  test('keep transparency in a PNG fallback', async () => {
    const { picture, files } = await derive(await gradient(40, 40, 4).png().toBuffer(), 'inline');
    expect(picture.src).toMatch(/\.png$/);
    expect((await sharp(files.get(picture.src.slice(7))).metadata()).hasAlpha).toBe(true);
  });

  test('carry nothing of what the camera wrote, the place least of all', async () => {
    const exif = {
      IFD0: { Make: 'A camera', Artist: 'A name' },
      IFD3: { GPSLatitude: '11/1 33/1 0/1', GPSLongitude: '104/1 55/1 0/1' },
    };
    const original = await gradient(400, 300).withExif(exif).withIccProfile('srgb').jpeg().toBuffer();
    expect((await sharp(original).metadata()).exif?.length).toBeGreaterThan(100);
    const { files } = await derive(original, 'cover');
    for (const bytes of files.values()) {
      const { exif: left, xmp, iptc } = await sharp(bytes).metadata();
      expect([left, xmp, iptc]).toEqual([undefined, undefined, undefined]);
      expect(bytes.includes('A camera')).toBe(false);
    }
  });

  test('stand upright when the camera was held on its side', async () => {
    const original = await gradient(400, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { picture, files } = await derive(original, 'cover');
    expect([picture.width, picture.height]).toEqual([200, 400]);
    const { width, height, orientation } = await sharp(files.get(picture.src.slice(7))).metadata();
    expect([width, height, orientation]).toEqual([200, 400, undefined]);
  });

  test.each([
    ['grey', () => gradient(50, 40).greyscale().png()],
    ['grey with transparency', () => gradient(50, 40, 4).greyscale().png()],
    ['16 bits deep', () => gradient(50, 40).toColourspace('rgb16').png()],
    ['in the colours of a printing press', () => gradient(50, 40).toColourspace('cmyk').jpeg()],
    ['a GIF', () => gradient(50, 40).gif()],
    ['AVIF itself', () => gradient(50, 40).avif()],
  ])('can be made when the original is %s', async (_, make) => {
    const { picture, files } = await derive(await make().toBuffer(), 'portrait');
    expect(picture).toMatchObject({ width: 50, height: 40 });
    const { space, depth } = await sharp(files.get(picture.src.slice(7))).metadata();
    expect([space, depth]).toEqual(['srgb', 'uchar']);
  });

  test('tell the average colour', async () => {
    const flat = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#3366cc' } })
      .png()
      .toBuffer();
    expect((await derive(flat, 'portrait')).picture.color).toBe('#3366cc');
  });

  test('are the same bytes for the same original', async () => {
    const original = await gradient(500, 400).png().toBuffer();
    const [first, second] = [await derive(original, 'inline'), await derive(original, 'inline')];
    expect(second.picture).toEqual(first.picture);
    expect([...second.files]).toEqual([...first.files]);
  });

  test.each([
    [
      'SVG, which is code',
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
      ),
      /"svg"/,
    ],
    ['what is no picture', Buffer.from('<!doctype html><p>Hello'), /no picture/],
    ['an empty file', Buffer.alloc(0), /is empty/],
  ])('are not made of %s', async (_, bytes, message) => {
    await expect(derive(bytes, 'cover')).rejects.toThrow(message);
  });

  test('are not made of half a file', async () => {
    const original = await gradient(800, 800).png({ compressionLevel: 0 }).toBuffer();
    await expect(derive(original.subarray(0, original.length / 2), 'cover')).rejects.toThrow('damaged');
  });
});

describe('the pictures of the content', () => {
  let original: Buffer;
  let data: string;

  beforeEach(async () => {
    original ??= await gradient(60, 40).jpeg().toBuffer();
    data = temporaryFolder();
    vi.stubEnv('DATA_DIR', data);
    vi.stubEnv('CONTENT_SOURCE', '');
    return () => {
      setBuildInput(undefined);
      vi.unstubAllEnvs();
    };
  });

  async function mediaServer(...answers: Parameters<typeof cmsServer>) {
    const image: Parameters<typeof cmsServer>[0] = (_, response) =>
      void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(original);
    const cms = await cmsServer(...answers, image);
    vi.stubEnv('CMS_URL', cms.url);
    return cms;
  }

  const quick = { attempts: 3, pause: 1, longestPause: 2 };

  /** Makes the pictures of some stories as one process does that knows none yet. */
  async function makeAll(...stories: Document[]) {
    const pictures = new Map<string, Picture>();
    return { ...(await makePictures(stories, pictures, quick)), pictures };
  }

  test('are fetched and encoded once; unchanged ones are neither again', async () => {
    const cms = await mediaServer();
    const stories = [storyWith(mediaOf('/uploads/a.jpg')), storyWith(mediaOf('/uploads/b.jpg'), 'story-two')];
    const first = await makeAll(...stories);
    expect(first).toMatchObject({ fetched: 2, encoded: 2, broken: new Map() });
    const second = await makeAll(...stories);
    expect(second).toMatchObject({ fetched: 0, encoded: 0 });
    expect(second.pictures).toEqual(first.pictures);
    expect(cms.asked.sort()).toEqual(['/uploads/a.jpg', '/uploads/b.jpg']);
  });

  test('come over the internal address of the CMS, and are the same', async () => {
    const cms = await mediaServer();
    const story = storyWith(mediaOf('/uploads/a.jpg'));
    const { pictures } = await makeAll(story);
    rmSync(join(data, 'media'), { recursive: true });
    vi.stubEnv('CMS_URL', 'https://cms.samleng.invalid');
    vi.stubEnv('CMS_INTERNAL_URL', cms.url);
    const again = await makeAll(story);
    expect(again).toMatchObject({ fetched: 1, broken: new Map() });
    expect(again.pictures).toEqual(pictures);
  });

  test('are made again when their version changes, and only then', async () => {
    const cms = await mediaServer();
    const other = storyWith(mediaOf('/uploads/b.jpg'), 'story-two');
    await makeAll(storyWith(mediaOf('/uploads/a.jpg')), other);
    const changed = await makeAll(storyWith(mediaOf('/uploads/a.jpg', { version: '2' })), other);
    expect(changed).toMatchObject({ fetched: 1, encoded: 1 });
    expect(cms.asked.at(-1)).toBe('/uploads/a.jpg');
  });

  test('are made again when somebody deleted their files', async () => {
    await mediaServer();
    const story = storyWith(mediaOf('/uploads/a.jpg'));
    await makeAll(story);
    rmSync(join(data, 'media', 'files'), { recursive: true });
    const { encoded, pictures } = await makeAll(story);
    expect(encoded).toBe(1);
    // Also in a process that has made them before.
    rmSync(join(data, 'media', 'files'), { recursive: true });
    expect(await makePictures([story], pictures, quick)).toMatchObject({ encoded: 1 });
  });

  test('are fetched once for several roles and languages', async () => {
    const cms = await mediaServer();
    const image = mediaOf('/uploads/a.jpg');
    const story = { ...storyWith(image), inlineMedia: [image] };
    expect(await makeAll(story, { ...story, locale: 'km' })).toMatchObject({ fetched: 1, encoded: 2 });
    expect(cms.asked).toHaveLength(1);
  });

  test('are asked for again when the CMS stumbles', async () => {
    const cms = await mediaServer(status(503));
    expect(await makeAll(storyWith(mediaOf('/uploads/a.jpg')))).toMatchObject({
      fetched: 1,
      broken: new Map(),
    });
    expect(cms.asked).toHaveLength(2);
  });

  test('are asked for with the site’s token, which no other host gets', async () => {
    vi.stubEnv('CMS_TOKEN', 'a-token');
    const cms = await mediaServer();
    const elsewhere = await cmsServer((_, response) => void response.writeHead(200).end(original));
    await makeAll(storyWith(mediaOf('/uploads/a.jpg')));
    await makeAll(storyWith(mediaOf(`${elsewhere.url}/b.jpg`), 'story-two'));
    expect(cms.headers[0]?.authorization).toBe('Bearer a-token');
    expect(elsewhere.asked).toEqual(['/b.jpg']);
    expect(elsewhere.headers[0]?.authorization).toBeUndefined();
  });

  test('are a temporary failure when the CMS does not accept the token: nobody’s document is to blame', async () => {
    await mediaServer(status(401), status(401), status(401));
    await expect(makeAll(storyWith(mediaOf('/uploads/a.jpg')))).rejects.toThrow(/same CMS_TOKEN/);
  });

  test('are a temporary failure when the CMS is down', async () => {
    vi.stubEnv('CMS_URL', 'http://127.0.0.1:9');
    await expect(makeAll(storyWith(mediaOf('/uploads/a.jpg')))).rejects.toThrow(TemporaryError);
  });

  test.each([
    ['is not there', status(404), '404'],
    [
      'is SVG in disguise',
      ((_, response) =>
        void response
          .writeHead(200, { 'content-type': 'image/png' })
          .end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')) as Parameters<
        typeof cmsServer
      >[0],
      'svg',
    ],
  ])('name document and field when one %s, and all others are made', async (_, answer, reason) => {
    const cms = await cmsServer((request, response) =>
      request.url === '/uploads/a.png'
        ? answer(request, response)
        : void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(original),
    );
    vi.stubEnv('CMS_URL', cms.url);
    const bad = storyWith(mediaOf('/uploads/a.png'));
    const good = storyWith(mediaOf('/uploads/b.jpg'), 'story-two');
    const { broken, pictures } = await makeAll(bad, { ...bad, locale: 'km' }, good);
    expect([...broken.keys()]).toEqual(['article story-one en', 'article story-one km']);
    expect(broken.get('article story-one km')?.reason).toMatch(
      new RegExp(`article story-one \\(en\\), cover.*${reason}.*replace it`, 'i'),
    );
    expect([...pictures.keys()]).toEqual([pictureKey(mediaOf('/uploads/b.jpg'), 'cover')]);
  });

  test('are placed in the tree under the names that pages use, and no others', async () => {
    await mediaServer();
    const { pictures } = await makeAll(storyWith(mediaOf('/uploads/a.jpg')));
    original = await gradient(50, 50).jpeg().toBuffer();
    await makeAll(storyWith(mediaOf('/uploads/b.jpg')));
    const tree = join(data, 'tree');
    placePictures(pictures.values(), new Tree(tree, true));
    const [picture] = [...pictures.values()];
    expect([...readTree(tree).keys()]).toEqual(
      [...new Set([picture].flatMap((made) => (made ? filesOf(made) : [])))]
        .map((name) => `media/${name}`)
        .sort(),
    );
  });

  test('are found by views in a build, and a picture nobody made is an error with its remedy', async () => {
    await mediaServer();
    const image = mediaOf('/uploads/a.jpg');
    const { pictures } = await makeAll(storyWith(image));
    setBuildInput({ entries: new ContentIndex([]).entries, pictures });
    expect(toPicture(image, 'cover').src).toMatch(/^\/media\//);
    expect(() => toPicture(image, 'portrait')).toThrow(/used-pictures/);
  });

  test('come straight from the CMS in a preview, until the live release serves them', async () => {
    const cms = await mediaServer();
    const image = mediaOf('/uploads/a.jpg', { width: 60, height: 40 });
    expect(toPicture(image, 'cover')).toMatchObject({
      sources: [],
      src: expect.stringContaining(`${cms.url}/uploads/a.jpg`),
      width: 60,
    });
    const { pictures } = await makeAll(storyWith(image));
    expect(toPicture(image, 'cover').src).toContain(`${cms.url}/uploads/a.jpg`);
    placePictures(pictures.values(), new Tree(join(data, 'current'), true));
    expect(toPicture(image, 'cover').src).toMatch(/^\/media\//);
  });

  test('are signed in a preview, so that an <img> can show what is not public', async () => {
    const secret = 'a-secret-of-forty-characters-0123456789-';
    vi.stubEnv('PUBLISH_SECRET', secret);
    vi.stubEnv('CMS_URL', 'https://cms.example');
    const { pathname, searchParams } = new URL(toPicture(mediaOf('/uploads/រូប.jpg'), 'cover').src);
    const expires = searchParams.get('expires') ?? '';
    const signature = searchParams.get('signature') ?? '';
    expect(Number(expires)).toBeGreaterThan(Date.now());
    expect(await isSigned(secret, originalAddress, [pathname, expires], signature)).toBe(true);
  });
});
