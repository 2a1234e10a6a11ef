import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { originalAddress, previewLifetime, textToSign, type Document } from '@samleng/shared';
import { cmsUrl, dataFolder, usesExamples } from '../environment.ts';
import { buildInput } from '../prerender/build-input.ts';

/** A picture of the media library, as the wire carries it. */
export type Media = Document['inlineMedia'][number];

/** What a picture is for; decides the widths it is made in. */
export type Role = 'cover' | 'portrait' | 'inline';

/** A picture ready to be shown, JSON-safe. Derivatives lie under `/media/`, named by their bytes. */
export interface Picture {
  /** Best format first. Empty when only the original exists, as in drafts. */
  readonly sources: readonly { readonly type: string; readonly srcset: string }[];
  /** For browsers that know none of the sources. */
  readonly src: string;
  /** Pixels of the original after its orientation was applied. */
  readonly width: number;
  /** Pixels, see `width`. */
  readonly height: number;
  /** The average colour, `#rrggbb`, to show until the picture is there. */
  readonly color: string;
}

/** How pictures are made. Whoever changes a number here makes all pictures anew, under new names. */
export const recipe = {
  widths: {
    cover: [360, 540, 720, 1080, 1440],
    portrait: [160, 320, 640],
    inline: [360, 540, 720, 1080],
  } satisfies Record<Role, number[]>,
  /** The fallback is one file, no wider than this. */
  fallbackWidth: 1080,
  avif: { quality: 52, effort: 4 },
  webp: { quality: 76, effort: 5 },
  jpeg: { quality: 78, progressive: true, mozjpeg: true },
  png: { compressionLevel: 9, palette: true },
} as const;

/** What identifies the derivatives of a picture: its source, its version, its role and the recipe. */
export function pictureKey(media: Media, role: Role): string {
  const parts = [usesExamples() ? 'examples' : 'cms', media.url, media.version, role, recipe];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** The cache of derivatives: `files/` holds them, `records/` says which belong to which picture. */
export function mediaFolder(): string {
  return join(dataFolder(), 'media');
}

/** The file that remembers the derivatives of a picture. */
export function recordFile(key: string): string {
  return join(mediaFolder(), 'records', `${key}.json`);
}

/**
 * The picture to show for a media, looked up among those that the engine made before.
 * @throws Error in a build, when the picture was not made: the engine did not know of this use.
 */
export function toPicture(media: Media, role: Role): Picture {
  const key = pictureKey(media, role);
  const input = buildInput();
  if (!input) return livePicture(key) ?? original(media);
  const picture = input.pictures.get(key);
  if (!picture) {
    throw new Error(
      `${media.url} was not made as "${role}". Name the field that shows it in site/src/media/used-pictures.ts.`,
    );
  }
  return picture;
}

/** The names under `/media/` that a picture refers to. */
export function filesOf(picture: Picture): string[] {
  const addresses = [picture.src, ...picture.sources.flatMap(({ srcset }) => srcset.split(', '))];
  return addresses.flatMap((address) => /^\/media\/(\S+)/.exec(address)?.[1] ?? []);
}

/** A picture made earlier, if the live release still serves its files. */
function livePicture(key: string): Picture | undefined {
  const record = recordFile(key);
  if (!existsSync(record)) return undefined;
  const picture = JSON.parse(readFileSync(record, 'utf8')) as Picture;
  const live = join(dataFolder(), 'current', 'media');
  return filesOf(picture).every((file) => existsSync(join(live, file))) ? picture : undefined;
}

/** The original as it lies in the CMS: a preview shows pictures before anything was made of them. */
function original({ url, width, height }: Media): Picture {
  return { sources: [], src: signed(new URL(url, `${cmsUrl()}/`)).href, width, height, color: '#8c8c8c' };
}

/** Originals are not public: for as long as a preview's link works, a signature opens what it shows. */
function signed(address: URL): URL {
  const secret = process.env.PUBLISH_SECRET;
  if (!secret || address.origin !== new URL(cmsUrl()).origin) return address;
  const expires = String(Date.now() + previewLifetime);
  const text = textToSign(originalAddress, [address.pathname, expires]);
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  address.search = new URLSearchParams({ expires, signature }).toString();
  return address;
}
