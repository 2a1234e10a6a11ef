import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { originalAddress, sign } from '@samleng/shared';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootStrapi, type Booted, signIn, testSecrets } from './boot-strapi';
import { documents, makeDraft, makePublic } from './documents';
import { lineOf, readFeed } from './read-feed';

let cms: Booted;
beforeAll(async () => {
  cms = await bootStrapi();
});
afterAll(() => cms.stop());

interface File {
  readonly id: number;
  readonly url: string;
}

interface Uploads {
  upload(input: object): Promise<File[]>;
  updateFileInfo(id: number, info: object): Promise<File>;
  replace(id: number, input: object): Promise<File>;
  remove(file: File): Promise<unknown>;
}

const uploads = () => cms.strapi.plugin('upload').service('upload') as unknown as Uploads;

/** A plain picture of one colour, as a file that Strapi takes in. */
function picture(name: string, shade: number, side = 8) {
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, shade)]);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => line)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  const filepath = join(mkdtempSync(join(tmpdir(), 'samleng-picture-')), name);
  writeFileSync(filepath, bytes);
  return { filepath, originalFilename: name, mimetype: 'image/png', size: bytes.length };
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

async function uploadPicture(name: string): Promise<File> {
  const [file] = await uploads().upload({ data: { fileInfo: {} }, files: picture(name, 90) });
  if (!file) throw new Error('Nothing was uploaded.');
  return file;
}

const cover = (file: File) => ({ cover: { image: file.id, alt: 'A loom' } });
const revision = async () => (await readFeed(cms)).trailer.revision;

describe('a picture', () => {
  it('travels with its size and a version, in a field and from Markdown', async () => {
    const file = await uploadPicture('loom.png');
    const article = await makePublic(cms.strapi, 'article', {
      ...cover(file),
      body: `![A loom](${file.url})`,
    });
    const media = {
      url: file.url,
      version: expect.stringMatching(/.+/),
      mime: 'image/png',
      width: 8,
      height: 8,
    };
    expect(lineOf(await readFeed(cms), article)).toMatchObject({
      cover: { image: media, alt: 'A loom', caption: null, credit: null },
      inlineMedia: [media],
    });
  });

  it('is written to the data folder', async () => {
    const file = await uploadPicture('kept.png');
    expect(readdirSync(join(cms.dataDir, 'uploads'))).toContain(file.url.replace('/uploads/', ''));
    expect((await fetchUpload(file)).headers.get('content-type')).toBe('image/png');
  });

  it('that no public document shows may change without a word', async () => {
    const file = await uploadPicture('unused.png');
    await makeDraft(cms.strapi, 'article', cover(file));
    const before = await revision();
    await uploads().updateFileInfo(file.id, { name: 'renamed' });
    await uploads().remove(file);
    expect(await revision()).toBe(before);
  });

  it.each<[string, (file: File) => Record<string, unknown>]>([
    ['in a field', cover],
    ['in a text', (file) => ({ body: `Text ![A loom](${file.url})` })],
  ])('%s of a public document is logged when it is replaced, and gets another version', async (_, fields) => {
    const file = await uploadPicture('replaced.png');
    const article = await makePublic(cms.strapi, 'article', fields(file));
    const versionOf = (feed: Awaited<ReturnType<typeof readFeed>>) =>
      JSON.stringify(lineOf(feed, article)).match(/"version":"([^"]+)"/)?.[1];
    const before = await readFeed(cms);
    await uploads().replace(file.id, { data: { fileInfo: {} }, file: picture('other.png', 200) });
    const after = await readFeed(cms, `?since=${before.trailer.revision}`);
    expect(after.trailer.revision).toBe(before.trailer.revision + 1);
    expect(versionOf(after)).toBeDefined();
    expect(versionOf(after)).not.toBe(versionOf(before));
  });

  it('is logged when its details change', async () => {
    const file = await uploadPicture('details.png');
    await makePublic(cms.strapi, 'article', cover(file));
    const before = await revision();
    await uploads().updateFileInfo(file.id, { alternativeText: 'Other words' });
    expect(await revision()).toBe(before + 1);
  });

  it('has one row a document, however many fields and languages show it', async () => {
    const file = await uploadPicture('often.png');
    await makePublic(cms.strapi, 'article', { ...cover(file), body: `![A loom](${file.url})` });
    await makePublic(cms.strapi, 'page', { body: `![A loom](${file.url})` });
    const before = await revision();
    await uploads().updateFileInfo(file.id, { name: 'often' });
    expect(await revision()).toBe(before + 2);
  });

  it('in a public text is not removed through any door, and can be again after the text let it go', async () => {
    const file = await uploadPicture('woven-in.png');
    const folder = await addFolder('Woven');
    await uploads().updateFileInfo(file.id, { folder });
    const text = { title: 'Woven in', body: `![A loom](${file.url})` };
    const article = await makePublic(cms.strapi, 'article', text);
    const before = await revision();
    for (const [method, path, body] of [
      ['DELETE', `/upload/files/${file.id}`],
      ['POST', '/upload/actions/bulk-delete', { fileIds: [file.id] }],
      ['POST', '/upload/actions/bulk-delete', { folderIds: [folder] }],
    ] as const) {
      const answer = await cms.admin(path, { method, body });
      expect(answer.status, path).toBe(400);
      expect(answer.body.error?.message).toMatch(/Article “Woven in” shows this file.*អត្ថបទ «Woven in»/);
    }
    expect((await fetchUpload(file)).status).toBe(200);
    expect(lineOf(await readFeed(cms), article)).toMatchObject({ inlineMedia: [{ url: file.url }] });
    expect(await revision()).toBe(before);
    // A draft alone keeps nothing, but cannot be published without its picture.
    const draft = { documentId: article, data: { body: 'No picture.' } };
    await documents(cms.strapi, 'article').update({ ...draft, status: 'published' });
    await documents(cms.strapi, 'article').update({ documentId: article, data: { body: text.body } });
    expect((await cms.admin(`/upload/files/${file.id}`, { method: 'DELETE' })).status).toBe(200);
    await expect(documents(cms.strapi, 'article').publish({ documentId: article })).rejects.toThrow(
      /Text: A picture in the text is not in the media library/,
    );
  });

  it('that a public document needs is not removed, whichever way is tried', async () => {
    const file = await uploadPicture('needed.png');
    const spare = await uploadPicture('spare.png');
    const article = await makePublic(cms.strapi, 'article', { ...cover(file), title: 'With a loom' });
    const before = await revision();
    await expect(uploads().remove(file)).rejects.toThrow(
      /Article “With a loom” shows this file.*អត្ថបទ «With a loom»/,
    );
    const bulk = await cms.admin('/upload/actions/bulk-delete', {
      method: 'POST',
      body: { fileIds: [spare.id, file.id] },
    });
    expect(bulk.status).toBe(400);
    // Nothing of the selection is gone, neither rows nor bytes.
    for (const each of [file, spare]) expect((await fetchUpload(each)).status).toBe(200);
    expect(await revision()).toBe(before);
    await documents(cms.strapi, 'article').update({
      documentId: article,
      data: { cover: null },
      status: 'published',
    });
    await uploads().remove(file);
    expect((await fetchUpload(file)).status).toBe(404);
  });

  it('in a folder keeps the folder from being deleted', async () => {
    const id = await addFolder('Looms');
    const file = await uploadPicture('in-folder.png');
    await uploads().updateFileInfo(file.id, { folder: id });
    await makePublic(cms.strapi, 'article', cover(file));
    const answer = await cms.admin('/upload/actions/bulk-delete', {
      method: 'POST',
      body: { folderIds: [id] },
    });
    expect(answer.status).toBe(400);
    expect((await fetchUpload(file)).status).toBe(200);
  });
});

it('refuses what is no picture, whatever it is called', async () => {
  const form = new FormData();
  form.set(
    'files',
    new Blob(['<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'], { type: 'image/svg+xml' }),
    'a.svg',
  );
  const { body } = await cms.admin('/admin/users/me');
  expect(body.data).toBeDefined();
  const login = await fetch(`${cms.url}/admin/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: process.env.ADMIN_EMAIL, password: process.env.ADMIN_PASSWORD }),
  });
  const { data } = (await login.json()) as { data: { token: string } };
  const answer = await fetch(`${cms.url}/upload`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${data.token}` },
    body: form,
  });
  expect(answer.status).toBe(400);
});

describe('a file that calls itself a picture and is none', () => {
  const fake = (name: string, text: string) => {
    const filepath = join(mkdtempSync(join(tmpdir(), 'samleng-picture-')), name);
    writeFileSync(filepath, text);
    return { filepath, originalFilename: name, mimetype: 'image/png', size: text.length };
  };
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>';

  it.each([
    ['a document', 'page.pdf', '%PDF-1.4\n1 0 obj<</Author(Somebody)>>endobj\ntrailer<<>>'],
    ['a drawing', 'drawing.png', svg],
    ['a text', 'text.png', 'hello'],
    ['nothing', 'empty.png', ''],
  ])('is refused when it is uploaded, and when it replaces a picture: %s', async (_, name, text) => {
    const file = await uploadPicture('real.png');
    const files = fake(name, text);
    await expect(uploads().upload({ data: { fileInfo: {} }, files })).rejects.toThrow(
      /is no picture that the site can show.*មិនមែនជារូបភាព/,
    );
    await expect(uploads().replace(file.id, { data: { fileInfo: {} }, file: files })).rejects.toThrow(
      /is no picture/,
    );
  });
});

describe('a photograph of a telephone', () => {
  /** Lies on its side, says so, and tells where it was taken. */
  const photograph = (width: number, height: number, quality: number) =>
    sharp({
      create: {
        width,
        height,
        channels: 3,
        background: '#887766',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .jpeg({ quality })
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '11/1 33/1 0/1' } })
      .toBuffer();

  const send = (bytes: Buffer, token: string, query = '') =>
    post(bytes, token, 'photo.jpg', 'image/jpeg', query);
  const stored = async ({ url }: File) => sharp(readFileSync(join(cms.dataDir, url))).metadata();

  it.each([
    ['a large one', 1200, 800, 95],
    ['one that is small already', 60, 40, 10],
  ])('stands upright and does not tell where it was taken: %s', async (_, width, height, quality) => {
    const bytes = await photograph(width, height, quality);
    expect(await sharp(bytes).metadata()).toMatchObject({ orientation: 6, width, exif: expect.anything() });
    const token = await signInAs('strapi-editor', `of-${width}@samleng.test`);
    // Administrators can switch it off in the settings of the library; it stays on.
    for (const sizeOptimization of [true, false]) {
      const settings = { sizeOptimization, responsiveDimensions: false, autoOrientation: false };
      await cms.admin('/upload/settings', { method: 'PUT', body: settings });
      const answer = await send(bytes, token);
      const [file] = (await answer.json()) as File[];
      if (!file) throw new Error('Nothing was uploaded.');
      for (const query of ['', `?id=${file.id}`]) {
        if (query) expect((await send(bytes, token, query)).status).toBe(200);
        const found = await stored(file);
        expect(found).toMatchObject({ width: height, height: width });
        for (const name of ['orientation', 'exif', 'xmp', 'iptc'] as const)
          expect(found[name], name).toBeUndefined();
      }
    }
  });
});

describe('a picture that is sent', () => {
  const editor = () => signInOnce('strapi-editor', 'sender@samleng.test');
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const still = () => sharp({ create: { width: 90, height: 60, channels: 3, background: '#887766', noise } });
  /** What a camera, a telephone or a program may note. */
  const noted = (picture: Sharp) =>
    picture
      .withExifMerge({
        IFD0: { Artist: 'Somebody Real' },
        IFD2: { BodySerialNumber: 'SN-4711' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '11/1 33/1 0/1' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>Phnom Penh</a></x:xmpmeta>')
      .toBuffer();
  /** A GIF has no EXIF. Its comments are blocks of their own, also before the sign that ends it. */
  const commented = async (picture: Sharp) => {
    const words = Buffer.from('Somebody Real in Phnom Penh');
    const block = Buffer.concat([Buffer.from([0x21, 0xfe, words.length]), words, Buffer.from([0, 0x3b])]);
    return Buffer.concat([(await picture.toBuffer()).subarray(0, -1), block]);
  };
  const moving = async () => {
    const colours = ['#aa0000', '#00aa00', '#0000aa'];
    const create = { width: 90, height: 60, channels: 3 as const };
    const frames = colours.map((background) =>
      sharp({ create: { ...create, background } })
        .png()
        .toBuffer(),
    );
    return sharp(await Promise.all(frames), { join: { animated: true } });
  };
  const secrets = /Somebody|Phnom|4711/;

  it.each([
    ['photo.jpg', 'image/jpeg', () => noted(still().jpeg()), 1],
    ['photo.png', 'image/png', () => noted(still().png()), 1],
    ['photo.webp', 'image/webp', () => noted(still().webp()), 1],
    ['photo.avif', 'image/avif', () => noted(still().avif()), 1],
    ['photo.gif', 'image/gif', () => commented(still().gif()), 1],
    [
      'moving.gif',
      'image/gif',
      async () => commented((await moving()).gif({ delay: [100, 200, 300], loop: 2 })),
      3,
    ],
  ] as const)(
    'keeps its pixels, and nothing that was noted beside them: %s',
    async (name, mime, make, pages) => {
      const sent = await make();
      expect(sent.toString('latin1')).toMatch(secrets);
      const token = await editor();
      const first = await fileOf(await post(sent, token, `Somebody-Real-${name}`, mime));
      const second = await fileOf(await post(sent, token, name, mime));
      const replaced = await fileOf(await post(sent, token, name, mime, `?id=${second.id}`));
      for (const file of [first, replaced]) {
        expect(file).toMatchObject({ width: 90, height: 60, mime });
        expect(file.url).toMatch(/^\/uploads\/[0-9a-f]{32}\.(jpg|png|webp|avif|gif)$/);
        const kept = readFileSync(join(cms.dataDir, file.url));
        expect(kept.toString('latin1')).not.toMatch(secrets);
        const head = await sharp(kept).metadata();
        for (const what of ['exif', 'xmp', 'iptc'] as const) expect(head[what], what).toBeUndefined();
        expect(head.pages ?? 1).toBe(pages);
        if (pages > 1) expect(head).toMatchObject({ delay: [100, 200, 300], loop: 2 });
      }
    },
  );

  it('of a new kind can be published', async () => {
    const file = await fileOf(
      await post(await still().avif().toBuffer(), await editor(), 'a.avif', 'image/avif'),
    );
    const article = await makePublic(cms.strapi, 'article', cover(file));
    const image = { mime: 'image/avif', width: 90, height: 60 };
    expect(lineOf(await readFeed(cms), article)).toMatchObject({ cover: { image } });
  });

  it('with more than 50 megapixels is refused before it is decoded', async () => {
    const vast = await sharp({ create: { width: 9000, height: 6000, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    // What is behind the head is cut off: whoever decodes it, complains of that.
    const claims = vast.subarray(0, 2000);
    for (const bytes of [vast, claims]) {
      const answer = await post(bytes, await editor(), 'vast.png');
      expect(answer.status).toBe(400);
      expect(await answer.text()).toMatch(/“vast.png” has 54 megapixels; 50 are the most.*មេហ្គាភិចសែល/);
    }
  });

  it.each([
    [
      'too many bytes',
      413,
      Buffer.alloc(20 * 1024 * 1024 + 1, 1),
      'large.png',
      'image/png',
      /larger than 20 MB.*ធំជាង 20 MB/,
    ],
    [
      'no picture',
      400,
      Buffer.from('%PDF-1.4\n'),
      'a.pdf',
      'application/pdf',
      /takes pictures alone.*ទទួលតែរូបភាព/,
    ],
    ['a torn picture', 400, undefined, 'torn.jpg', 'image/jpeg', /“torn.jpg” is damaged.*ខូច/],
  ] as const)('is refused in both languages: %s', async (_, status, bytes, name, mime, message) => {
    const torn = async () => (await still().jpeg().toBuffer()).subarray(0, 900);
    const answer = await post(Buffer.from(bytes ?? (await torn())), await editor(), name, mime);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(message);
  });
});

describe('an original', () => {
  let file: File;
  beforeAll(async () => {
    file = await uploadPicture('original.png');
    await makePublic(cms.strapi, 'article', cover(file));
  });
  const open = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${cms.url}${path}`, { headers });
    return { status: answer.status, isPicture: answer.headers.get('content-type') === 'image/png', answer };
  };

  it('is not public, however its address is written', async () => {
    const name = file.url.replace('/uploads/', '');
    for (const path of [
      file.url,
      `/Uploads/${name}`,
      `/%75ploads/${name}`,
      `//uploads/${name}`,
      `/x/..%2fuploads/${name}`,
      `/uploads%2f${name}`,
      `/uploads//${name}`,
    ])
      for (const headers of [{}, { Range: 'bytes=0-9' }, { Authorization: 'Bearer wrong' }]) {
        const { status, isPicture } = await open(path, headers as Record<string, string>);
        expect([isPicture, status >= 400], path).toEqual([false, true]);
      }
    expect((await open(file.url)).status).toBe(401);
  });

  it('opens to the site’s token, and no cache on the way keeps it', async () => {
    const { status, isPicture, answer } = await open(file.url, {
      Authorization: `Bearer ${testSecrets.CMS_TOKEN}`,
    });
    expect([status, isPicture]).toEqual([200, true]);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('opens to who is signed in to the admin, as an <img> asks for it, until they leave', async () => {
    const email = 'looks@samleng.test';
    const token = await signInAs('strapi-author', email);
    const answer = await fetch(`${cms.url}/admin/users/me`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const set = answer.headers.getSetCookie().filter((line) => line.startsWith('samleng-originals'));
    for (const line of set) expect(line).toMatch(/path=\/uploads; expires=.*; samesite=lax; httponly/i);
    const cookie = set.map((line) => line.split(';')[0]).join('; ');
    expect(await open(file.url, { cookie })).toMatchObject({ status: 200, isPicture: true });
    const forged = cookie.replace(/=(\d+)\./, (_, id) => `=${Number(id) - 1}.`);
    expect(forged).not.toBe(cookie);
    expect((await open(file.url, { cookie: forged })).status).toBe(401);
    await cms.strapi.db.query('admin::user').update({ where: { email }, data: { isActive: false } });
    expect((await open(file.url, { cookie })).status).toBe(401);
  });

  it('opens by a signature of the preview, for that file and until its end', async () => {
    const address = async (path: string, expires: number) =>
      `${path}?expires=${expires}&signature=${await sign(testSecrets.PUBLISH_SECRET, originalAddress, [file.url, String(expires)])}`;
    expect(await open(await address(file.url, Date.now() + 60_000))).toMatchObject({ isPicture: true });
    expect((await open(await address(file.url, Date.now() - 1))).status).toBe(401);
    const other = await uploadPicture('other-original.png');
    expect((await open(await address(other.url, Date.now() + 60_000))).status).toBe(401);
  });
});

describe('who does not publish', () => {
  it.each(['strapi-author', 'samleng-khmer-translator'])(
    'changes no public document through a picture of their own: %s',
    async (code) => {
      const token = await signInAs(code, `${code}@samleng.test`);
      const mine = async () => {
        const answer = await post(readFileSync(picture('mine.png', 90).filepath), token);
        const [file] = (await answer.json()) as File[];
        if (!file) throw new Error('Nothing was uploaded.');
        return file;
      };
      const [shown, inField, unused] = [await mine(), await mine(), await mine()];
      await makePublic(cms.strapi, 'article', {
        title: 'Woven',
        body: `![A loom](${shown.url})`,
        ...cover(inField),
      });
      const other = readFileSync(picture('other.png', 200).filepath);
      const before = await revision();
      const bytes = ({ url }: File) => readFileSync(join(cms.dataDir, url));
      const was = [shown, inField].map(bytes);
      for (const { id } of [shown, inField]) {
        const answer = await post(other, token, 'other.png', 'image/png', `?id=${id}`);
        expect(answer.status).toBe(403);
        expect(await answer.text()).toMatch(/Article “Woven” shows this file in public.*ស្នើអ្នកកែសម្រួល/);
        expect((await cms.admin(`/upload/files/${id}`, { method: 'DELETE', token })).status).toBe(403);
        const bulk = { fileIds: [unused.id, id] };
        expect(
          (await cms.admin('/upload/actions/bulk-delete', { method: 'POST', body: bulk, token })).status,
        ).toBe(403);
      }
      expect([shown, inField].map(bytes)).toEqual(was);
      expect(await revision()).toBe(before);
      // What nobody sees is theirs.
      expect((await post(other, token, 'other.png', 'image/png', `?id=${unused.id}`)).status).toBe(200);
      expect((await cms.admin(`/upload/files/${unused.id}`, { method: 'DELETE', token })).status).toBe(200);
      // An editor may, with the same picture.
      const editor = await signInAs('strapi-editor', `editor-beside-${code}@samleng.test`);
      expect((await post(other, editor, 'other.png', 'image/png', `?id=${shown.id}`)).status).toBe(200);
      expect(await revision()).toBe(before + 1);
    },
  );
});

describe('a door of the media library', () => {
  let elsewhere: number;
  beforeAll(async () => {
    elsewhere = await addFolder('Elsewhere');
  });
  type Door = (of: { file: number; folder: number }, token: string) => Promise<number>;
  const ask = async (token: string, method: string, path: string, body?: unknown) =>
    (await cms.admin(path, { method, body, token })).status;
  const bulk = (action: string, body: object, token: string) =>
    ask(token, 'POST', `/upload/actions/bulk-${action}`, body);
  const withForm = async (token: string, path: string, form: FormData) =>
    (
      await fetch(`${cms.url}${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: form,
      })
    ).status;
  const bytes = () => {
    const form = new FormData();
    form.set(
      'files',
      new Blob([new Uint8Array(readFileSync(picture('new.png', 9).filepath))], { type: 'image/png' }),
      'new.png',
    );
    return form;
  };
  const info = (name: string) => {
    const form = new FormData();
    form.set('fileInfo', JSON.stringify({ name }));
    return form;
  };

  /** Every route of the upload plugin that changes what is there; what deletes comes last. */
  const doors: readonly (readonly [string, Door])[] = [
    [
      'details of a file',
      ({ file }, token) => ask(token, 'PUT', `/upload/files/${file}`, { fileInfo: { name: 'b' } }),
    ],
    ['details by a form', ({ file }, token) => withForm(token, `/upload?id=${file}`, info('c'))],
    [
      'details of many',
      ({ file }, token) => bulk('update', { updates: [{ id: file, fileInfo: { name: 'd' } }] }, token),
    ],
    ['replacing', ({ file }, token) => withForm(token, `/upload/files/${file}/replace`, bytes())],
    ['replacing by a form', ({ file }, token) => withForm(token, `/upload?id=${file}`, bytes())],
    [
      'moving files',
      ({ file }, token) => bulk('move', { fileIds: [file], destinationFolderId: null }, token),
    ],
    [
      'moving folders',
      ({ folder }, token) => bulk('move', { folderIds: [folder], destinationFolderId: elsewhere }, token),
    ],
    [
      'renaming a folder',
      ({ folder }, token) => ask(token, 'PUT', `/upload/folders/${folder}`, { name: `Renamed ${folder}` }),
    ],
    [
      'moving a folder',
      ({ folder }, token) =>
        ask(token, 'PUT', `/upload/folders/${folder}`, { name: `Moved ${folder}`, parent: null }),
    ],
    ['deleting many files', ({ file }, token) => bulk('delete', { fileIds: [file] }, token)],
    ['deleting folders', ({ folder }, token) => bulk('delete', { folderIds: [folder] }, token)],
  ];

  /** A file, and a folder with another one in it. */
  async function items(token: string) {
    const { body } = await cms.admin('/upload/folders', {
      method: 'POST',
      body: { name: `Of ${Math.random()}`, parent: null },
      token,
    });
    const folder = (body.data as unknown as { id: number }).id;
    const one = async (name: string) => {
      const answer = await post(readFileSync(picture(name, 90).filepath), token, name);
      return ((await answer.json()) as File[])[0] as File;
    };
    const [file, inside] = [await one('one.png'), await one('inside.png')];
    const moved = { fileIds: [inside.id], destinationFolderId: folder };
    expect(await bulk('move', moved, token)).toBe(200);
    return { file: file.id, folder, inside: inside.id };
  }

  it.each(['strapi-author', 'samleng-khmer-translator'])(
    'opens to who owns all that is behind it, and to no other: %s',
    async (code) => {
      const token = await signInAs(code, `doors-${code}@samleng.test`);
      const foreign = await items(await signInAs('strapi-editor', `doors-editor-${code}@samleng.test`));
      const rows = async () =>
        (await cms.strapi.db.query('plugin::upload.file').findMany({ orderBy: { id: 'asc' } })) as object[];
      const before = await rows();
      for (const [name, door] of doors) expect(await door(foreign, token), name).toBe(403);
      expect(await ask(token, 'DELETE', `/upload/files/${foreign.file}`)).toBe(403);
      // Not beside their own, nor in a folder of their own.
      const own = await items(token);
      expect(await bulk('delete', { fileIds: [own.file], folderIds: [foreign.folder] }, token)).toBe(403);
      const shared = await items(token);
      await uploads().updateFileInfo(foreign.inside, { folder: shared.folder });
      expect(await bulk('delete', { fileIds: [shared.file], folderIds: [shared.folder] }, token)).toBe(403);
      expect(await bulk('move', { folderIds: [shared.folder], destinationFolderId: elsewhere }, token)).toBe(
        403,
      );
      await uploads().updateFileInfo(foreign.inside, { folder: foreign.folder });
      const unchanged = (await rows()).filter((row) =>
        before.some((each) => (each as File).id === (row as File).id),
      );
      const facts = ({ name, hash, folderPath, size }: Record<string, unknown>) => ({
        name,
        hash,
        folderPath,
        size,
      });
      expect(unchanged.map((row) => facts(row as never))).toEqual(before.map((row) => facts(row as never)));
      for (const [name, door] of doors) expect(await door(own, token), name).toBe(200);
    },
  );

  it('opens to an editor, whoever a file is from', async () => {
    const editor = await signInAs('strapi-editor', 'doors-of-others@samleng.test');
    const foreign = await items(await signInAs('strapi-author', 'doors-author@samleng.test'));
    for (const [name, door] of doors) expect(await door(foreign, editor), name).toBe(200);
  });

  it('is none of the content API, whatever a token may do', async () => {
    const tokens = cms.strapi.service('admin::api-token-content-api') as unknown as {
      create(token: object): Promise<{ accessKey: string }>;
    };
    const { accessKey } = await tokens.create({
      name: 'All',
      description: '',
      type: 'full-access',
      lifespan: null,
    });
    const file = await uploadPicture('not-by-token.png');
    for (const [method, path] of [
      ['GET', '/api/upload/files'],
      ['GET', `/API/upload/files/${file.id}`],
      ['POST', `/api/upload?id=${file.id}`],
      ['DELETE', `/api/upload/files/${file.id}`],
    ] as const) {
      const headers = { Authorization: `Bearer ${accessKey}` };
      expect((await fetch(`${cms.url}${path}`, { method, headers })).status, path).toBe(403);
    }
    expect((await fetchUpload(file)).status).toBe(200);
  });
});

async function addFolder(name: string): Promise<number> {
  const { body } = await cms.admin('/upload/folders', { method: 'POST', body: { name, parent: null } });
  return (body.data as unknown as { id: number }).id;
}

const tokens = new Map<string, Promise<string>>();

/** Strapi lets somebody sign in five times in five minutes. */
function signInOnce(code: string, email: string): Promise<string> {
  const token = tokens.get(email) ?? signInAs(code, email);
  tokens.set(email, token);
  return token;
}

async function fileOf(answer: Response): Promise<File> {
  const body = (await answer.json()) as File[] | File;
  const [file] = [body].flat();
  if (!file?.id) throw new Error(`${answer.status}: ${JSON.stringify(body)}`);
  return file;
}

/** As the site does: originals are not public. */
const fetchUpload = ({ url }: Pick<File, 'url'>) => cms.api(url);

/** Uploads as the admin does, or replaces what `?id=` names. */
function post(bytes: Buffer, token: string, name = 'mine.png', type = 'image/png', query = '') {
  const form = new FormData();
  form.set('files', new Blob([new Uint8Array(bytes)], { type }), name);
  const headers = { Authorization: `Bearer ${token}` };
  return fetch(`${cms.url}/upload${query}`, { method: 'POST', headers, body: form });
}

async function signInAs(code: string, email: string): Promise<string> {
  const role = await cms.strapi.db.query('admin::role').findOne({ where: { code } });
  const users = cms.strapi.service('admin::user') as unknown as { create(user: object): Promise<unknown> };
  const password = testSecrets.ADMIN_PASSWORD;
  await users.create({ email, firstname: 'A', lastname: 'B', password, isActive: true, roles: [role?.id] });
  return signIn(cms.url, email, password);
}
