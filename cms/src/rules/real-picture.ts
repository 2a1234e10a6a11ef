import type { Metadata } from 'sharp';
import sharp from 'sharp';
import { refusal } from './refusal';

/** A file on its way into the media library. */
export interface IncomingFile {
  readonly filepath: string;
  readonly originalFilename?: string | null;
  readonly mimetype?: string | null;
  readonly detectedMimeType?: string | null;
}

/**
 * A picture may have so many, all its frames together. A few kilobytes can claim a thousand times as
 * many, and each costs four bytes of memory and more while it is decoded.
 */
export const maxPixels = 50_000_000;

/** How a kind of picture is called: by the end of a file's name, and on the wire. */
export interface PictureKind {
  readonly extension: string;
  readonly mime: string;
}

const kinds: Readonly<Record<string, PictureKind>> = {
  jpeg: { extension: '.jpg', mime: 'image/jpeg' },
  png: { extension: '.png', mime: 'image/png' },
  webp: { extension: '.webp', mime: 'image/webp' },
  gif: { extension: '.gif', mime: 'image/gif' },
  heif: { extension: '.avif', mime: 'image/avif' },
};

/** What a picture really is, by its bytes. Undefined when the site cannot show it, like a drawing or an iPhone's HEIC. */
export function kindOf({ format, compression }: Metadata): PictureKind | undefined {
  if (format === 'heif' && compression !== 'av1') return undefined;
  return kinds[format];
}

/** Reads the head of a picture, and decodes nothing of it. */
export function readHead(filepath: string): Promise<Metadata> {
  return sharp(filepath, { limitInputPixels: false }).metadata();
}

/**
 * Refuses a file that the site cannot show, whatever it is called, and one that is too large to be
 * decoded. Only its head is read.
 * @throws ValidationError in both languages.
 */
export async function refuseFalsePicture(file: IncomingFile): Promise<void> {
  const name = file.originalFilename ?? '';
  const head = await readHead(file.filepath).catch(() => undefined);
  if (!head || !kindOf(head)) {
    throw refusal({
      en: `“${name}” is no picture that the site can show, whatever its name says. Use a JPEG, PNG, WebP, AVIF or GIF.`,
      km: `«${name}» មិនមែនជារូបភាពដែលគេហទំព័រអាចបង្ហាញបានទេ ទោះបីឈ្មោះវាយ៉ាងណាក៏ដោយ។ សូមប្រើ JPEG, PNG, WebP, AVIF ឬ GIF។`,
    });
  }
  const { width, height, pages = 1 } = head;
  if (width * height * pages <= maxPixels) return;
  const megapixels = Math.ceil((width * height * pages) / 1e6);
  throw refusal({
    en: `“${name}” has ${megapixels} megapixels; ${maxPixels / 1e6} are the most. Save it smaller, for example 3000 pixels wide, and upload that.`,
    km: `«${name}» មាន ${megapixels} មេហ្គាភិចសែល ប៉ុន្តែច្រើនបំផុតគឺ ${maxPixels / 1e6}។ សូមរក្សាទុកវាឲ្យតូចជាងនេះ ឧទាហរណ៍ទទឹង 3000 ភិចសែល រួចបញ្ចូល។`,
  });
}

/** The error for a picture whose head is good and whose rest cannot be read. */
export function damaged(name: string): Error {
  return refusal({
    en: `“${name}” is damaged: not all of the picture can be read. Save it anew, or take another copy.`,
    km: `«${name}» ខូច៖ មិនអាចអានរូបភាពបានទាំងស្រុងទេ។ សូមរក្សាទុកវាម្តងទៀត ឬប្រើច្បាប់ចម្លងផ្សេង។`,
  });
}
