import { open } from 'node:fs/promises';
import { refusal } from './refusal';

/** A file on its way into the media library. */
export interface IncomingFile {
  readonly filepath: string;
  readonly originalFilename?: string | null;
  readonly mimetype?: string | null;
  readonly detectedMimeType?: string | null;
}

const ascii = (bytes: Buffer, start: number, end: number) => bytes.toString('latin1', start, end);

/** Tells from its first bytes whether a file is a picture that the site can show. */
function isPicture(bytes: Buffer): boolean {
  return (
    bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) ||
    bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) ||
    ['GIF87a', 'GIF89a'].includes(ascii(bytes, 0, 6)) ||
    (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') ||
    (ascii(bytes, 4, 8) === 'ftyp' && ['avif', 'avis'].includes(ascii(bytes, 8, 12)))
  );
}

/**
 * Refuses a file that calls itself a picture and is none that the site can show, like a drawing or
 * a text renamed to `.png`: the build would meet it only after it was published.
 */
export async function refuseFalsePicture(file: IncomingFile): Promise<void> {
  const calledPicture = [file.mimetype, file.detectedMimeType].some((mime) => mime?.startsWith('image/'));
  if (!calledPicture) return;
  const handle = await open(file.filepath);
  try {
    const { buffer } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    if (isPicture(buffer)) return;
  } finally {
    await handle.close();
  }
  const name = file.originalFilename ?? '';
  throw refusal({
    en: `“${name}” is no picture that the site can show, whatever its name says. Use a JPEG, PNG, WebP, AVIF or GIF.`,
    km: `«${name}» មិនមែនជារូបភាពដែលគេហទំព័រអាចបង្ហាញបានទេ ទោះបីឈ្មោះវាយ៉ាងណាក៏ដោយ។ សូមប្រើ JPEG, PNG, WebP, AVIF ឬ GIF។`,
  });
}
